"""The lab: policy twins in the browser. A thin page over the engine."""
