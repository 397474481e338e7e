"""The live links of a Mesa model as a networkx graph."""

from __future__ import annotations

from typing import Any

import networkx as nx

from iei.agents.mesa_agents import College, Enterprise


def link_network(model: Any) -> nx.Graph:
    """Colleges and enterprises as nodes, by `unique_id`; live links as edges with all columns of their row.

    Nodes have `kind`, `row`, `region`, and a college its `role`, an enterprise its `size` and `strategy`.
    """
    graph = nx.Graph()
    for college in model.agents_of(College.table):
        graph.add_node(
            college.unique_id, kind="college", row=college.row, region=college.region_name, role=college.role
        )
    for enterprise in model.agents_of(Enterprise.table):
        graph.add_node(
            enterprise.unique_id,
            kind="enterprise",
            row=enterprise.row,
            region=enterprise.region_name,
            size=enterprise.size,
            strategy=enterprise.strategy,
        )
    links = model.world.links[: int(model.world.clock["links"][0])]
    columns = {name: links[name].tolist() for name in links.dtype.names}
    for row in range(len(links)):
        link = {name: values[row] for name, values in columns.items()}
        ends = (model.agent_of(f"{end}s", link[end]).unique_id for end in ("college", "enterprise"))
        graph.add_edge(*ends, **link)
    return graph
