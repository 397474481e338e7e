"""The world goes from rule to rule as one pointer.

Numba would pass a named tuple of arrays as some 175 numbers in every call. Python gives it to an entry, which
lays it on the stack for as long as the call lasts, and rules read its arrays through the address.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.extending import intrinsic, lower_getattr_generic, models, register_model
from numba.core.imputils import impl_ret_borrowed
from numba.core.typing.templates import AttributeTemplate, infer_getattr


class WorldPointer(types.Type):
    """Type of a pointer to a named tuple of arrays; the arrays are read through it by name."""

    def __init__(self, world: types.NamedTuple) -> None:
        self.world = world
        super().__init__(name=f"pointer to {world}")


@register_model(WorldPointer)
class WorldPointerModel(models.PrimitiveModel):
    """An untyped address."""

    def __init__(self, manager: Any, pointer: WorldPointer) -> None:
        super().__init__(manager, pointer, ir.IntType(8).as_pointer())


@infer_getattr
class WorldPointerAttributes(AttributeTemplate):
    """The arrays of the world have the types that they have in the named tuple."""

    key = WorldPointer

    def generic_resolve(self, pointer: WorldPointer, name: str) -> Any:  # type: ignore[override]
        """Type of one array, or None."""
        fields = pointer.world.fields
        return pointer.world.types[fields.index(name)] if name in fields else None


@lower_getattr_generic(WorldPointer)
def read_array(context: Any, builder: Any, pointer: WorldPointer, address: Any, name: str) -> Any:
    """One array of the world, borrowed."""
    place = pointer.world.fields.index(name)
    world = builder.bitcast(address, context.get_value_type(pointer.world).as_pointer())
    array = builder.load(cgutils.gep_inbounds(builder, world, 0, place))
    return impl_ret_borrowed(context, builder, pointer.world.types[place], array)


@intrinsic
def passed(typing_context: Any, value: Any) -> Any:
    """What a rule gets for an argument from Python: a pointer for a named tuple of arrays, else the value."""
    is_world = isinstance(value, types.NamedTuple) and all(isinstance(t, types.Array) for t in value.types)
    result = WorldPointer(value) if is_world else value

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        if is_world:
            slot = cgutils.alloca_once_value(builder, arguments[0])
            return builder.bitcast(slot, ir.IntType(8).as_pointer())
        return impl_ret_borrowed(context, builder, value, arguments[0])

    return result(value), generate
