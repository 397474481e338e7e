"""How a rule becomes machine code: lowered by itself, linked where it is entered.

Numba makes machine code of every function by itself and once more inside each of its callers. Here a rule is
only lowered to bitcode, which is kept on disk. Machine code is made in few places: for the phases of a term,
each with all the rules that it calls, and for rules that Python calls. So an edit lowers the rule and its
callers again and remakes the phases that contain them.

The classes of Numba that are extended here are internal to it: `pyproject.toml` bounds its versions.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import pickle
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache, cached_property, update_wrapper
from importlib.metadata import version
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import llvmlite.binding as llvm
import numba
from numba.core import itanium_mangler, types
from numba.core.codegen import CodeLibrary, JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder, compile_result
from numba.core.compiler_machinery import LoweringPass, PassManager, register_pass
from numba.core.extending import models, register_model
from numba.core.imputils import lower_constant
from numba.core.serialize import dumps
from numba.core.sigutils import normalize_signature
from numba.core.typed_passes import NoPythonBackend

from iei.sim.base.code_cache import SITTING, cache_folder, fingerprint, read_code, write_entry
from iei.sim.base.world_pointer import passed


class RuleType(types.Dispatcher):
    """Type of a rule for rules that call it."""


@register_model(RuleType)
class RuleModel(models.OpaqueModel):
    """Nothing: which rule is meant is known when the call is lowered."""


@lower_constant(RuleType)
def no_value(context: Any, builder: Any, rule: RuleType, value: Any) -> Any:
    """Nothing, where Numba would write an address of this process into the code."""
    return context.get_dummy_value()


class RuleLibrary(JITCodeLibrary):
    """Code of one rule, and the libraries of rules that must be there with it."""

    def __init__(self, codegen: Any, name: str, key: str) -> None:
        super().__init__(codegen, name)
        self.key = key
        self.callees: list[RuleLibrary] = []
        self.enable_object_caching()

    def add_linking_library(self, library: CodeLibrary) -> None:
        """Take a callee's library: a rule's is linked where it is entered, not here."""
        if not isinstance(library, RuleLibrary):
            super().add_linking_library(library)
        elif library not in self.callees:
            self.callees.append(library)


class Lowered(RuleLibrary):
    """A rule as bitcode, without its callees: it is linked into whatever enters it."""

    def _optimize_functions(self, module: Any) -> None:
        module.data_layout = self._codegen._data_layout  # optimised once, after linking

    def finalize(self) -> None:
        """Bring in what is not a rule, for this rule alone: names of others may mean something else there."""
        own = {function.name for function in self._final_module.functions if not function.is_declaration}
        for library in dict.fromkeys(self._linking_libraries):
            self._final_module.link_in(library._get_module_for_linking(), preserve=True)
        for function in self._final_module.functions:
            if not function.is_declaration:
                function.linkage = "linkonce_odr" if function.name in own else "internal"
        self._finalize_dynamic_globals()
        self._finalized = True

    def content(self) -> tuple[bytes, list[str]]:
        """Bitcode, and the symbols that it defines for others: none that Python could ask for."""
        self._ensure_finalized()
        return self._final_module.as_bitcode(), []

    def restore(self, content: bytes, defined: Iterable[str]) -> None:
        """Become what `content` gave."""
        self._final_module = llvm.parse_bitcode(content)
        self._finalized = True


class Linked(RuleLibrary):
    """Machine code of a rule and of all that it calls, but for what has machine code of its own."""

    def finalize(self) -> None:
        """Link, optimise, make machine code."""
        lowered, apart = reachable(self.callees)
        self.callees = list(apart)
        for callee in (*apart, *lowered):
            callee._ensure_finalized()
        for library in lowered:
            self._final_module.link_in(library._final_module, preserve=True)
        super().finalize()

    def content(self) -> tuple[bytes, list[str]]:
        """The object file, and the symbols that it defines."""
        self._ensure_finalized()
        module = self._final_module
        symbols = (*module.functions, *module.global_variables)
        return self._get_compiled_object(), [symbol.name for symbol in symbols if not symbol.is_declaration]

    def restore(self, content: bytes, defined: Iterable[str]) -> None:
        """Become what `content` gave; its callees must be in memory."""
        self._set_compiled_object(content)
        self._finalize_final_module()
        self._codegen._engine._defined_symbols.update(defined)


class Entry(Linked):
    """Machine code of a rule that Python calls."""


def reachable(called: Iterable[RuleLibrary]) -> tuple[list[Lowered], list[Linked]]:
    """Libraries to link, callers before callees, and those that stand apart."""
    found: dict[RuleLibrary, None] = {}
    waiting = list(called)
    while waiting:
        library = waiting.pop(0)
        if library not in found:
            found[library] = None
            waiting += library.callees if isinstance(library, Lowered) else []
    lowered = [library for library in found if isinstance(library, Lowered)]
    return lowered, [library for library in found if isinstance(library, Linked)]


def short_name(name: str, types_: Any, *, abi_tags: Any = (), uid: Any = None) -> str:
    """Symbol of a rule: its content tells it apart, so that its types need not be spelled out."""
    return str(itanium_mangler.mangle(name, (), abi_tags=(), uid=uid))


class RulePipeline(CompilerBase):
    """Numba's passes into one of our libraries, with names that follow from the content alone."""

    library: type[Lowered | Linked] = Lowered

    def define_pipelines(self) -> list[PassManager]:
        """The nopython passes; the rule itself is not called from Python."""
        state = self.state
        codegen = state.targetctx.codegen()
        key = key_of(state.func_id.func, state.args, self.library.__name__, codegen)
        state.func_id.unique_id = key.rpartition("-")[2]
        state.targetctx = state.targetctx.subtarget(mangler=short_name)
        state.library = self.library(codegen, state.func_id.func_qualname, key)
        passes = DefaultPassBuilder.define_nopython_pipeline(state)
        if self.library is not Entry:
            state.flags.no_compile = True
            passes.add_pass_after(NotEntered, NoPythonBackend)
            passes.finalize()
        return [passes]


class PhasePipeline(RulePipeline):
    """For rules with machine code of their own."""

    library = Linked


class EntryPipeline(RulePipeline):
    """For what Python calls."""

    library = Entry


@register_pass(mutates_CFG=False, analysis_only=False)
class NotEntered(LoweringPass):
    """Makes a rule known to its callers without a function that Python could call."""

    _name = "not_entered"

    def __init__(self) -> None:
        super().__init__()

    def run_pass(self, state: Any) -> bool:
        """Put a stand-in where Numba looks for the function."""
        state.cr = state.cr._replace(entry_point=stand_in(state.cr.fndesc.qualname))
        state.targetctx.insert_user_function(state.cr.entry_point, state.cr.fndesc, [state.library])
        return True


def stand_in(name: str) -> Callable[..., Any]:
    """A built-in function that is equal to no other one: Numba finds an overload by it."""
    return [name].copy


LIBRARIES: WeakValueDictionary[str, RuleLibrary] = WeakValueDictionary()  # in memory, by key
FAMILIES: dict[str, type[Lowered | Linked]] = {"Lowered": Lowered, "Linked": Linked, "Entry": Entry}


def kept(family: str, key: str, codegen: Any) -> tuple[RuleLibrary, bytes] | None:
    """The library with this key and the rest that `keep` wrote; None if it or a callee's is not on disk."""
    payload = read_code(file_of(family, key, codegen))
    if payload is None:
        return None
    name, content, defined, callees, rest = pickle.loads(payload)
    if key not in LIBRARIES:
        library = FAMILIES[family](codegen, name, key)
        for callee_family, callee in callees:
            found = LIBRARIES.get(callee)
            if found is None:
                read = kept(callee_family, callee, codegen)
                if read is None:
                    return None
                found = read[0]
            library.callees.append(found)
        library.restore(content, defined)
        LIBRARIES[key] = library
        return library, rest
    return LIBRARIES[key], rest


def keep(library: Lowered | Linked, rest: bytes) -> None:
    """Write a library, and what else belongs to a compiled rule, if the folder can be written."""
    LIBRARIES[library.key] = library
    content, defined = library.content()
    callees = [(type(callee).__name__, callee.key) for callee in library.callees]
    about = (library.name, content, defined, callees, rest)
    name = file_of(type(library).__name__, library.key, library.codegen)
    write_entry(cache_folder() / name, pickle.dumps(about))


def file_of(family: str, key: str, codegen: Any) -> str:
    """Name of the file; bitcode is good for every processor of its kind, machine code for one."""
    if family == "Lowered":
        return key
    return f"{key}-{hashlib.sha256(repr(codegen.magic_tuple()).encode()).hexdigest()[:8]}"


class RuleCache:
    """Code of one rule on disk, in the form that Numba's dispatcher asks for.

    Nothing here raises: what cannot be read is compiled again, what cannot be written is not kept.
    """

    def __init__(self, function: Callable[..., Any], family: str) -> None:
        self.function = function
        self.family = family

    def enable(self) -> None:
        """Nothing: code is always read and kept."""

    def disable(self) -> None:
        """Nothing: code is always read and kept."""

    def flush(self) -> None:
        """Nothing: code is found by its content, so that none is ever out of date."""

    @property
    def cache_path(self) -> str:
        """The folder of all code."""
        return str(cache_folder())

    def load_overload(self, signature: Any, target_context: Any) -> Any:
        """Compiled code for these argument types, or None."""
        target_context.refresh()
        codegen = target_context.codegen()
        key = key_of(self.function, normalize_signature(signature)[0], self.family, codegen)
        found = kept(self.family, key, codegen)
        if found is None and SITTING.is_open:
            if SITTING.begin():
                found = kept(self.family, key, codegen)  # another process may have left it meanwhile
            if found is None:
                SITTING.say()
        if found is None:
            return None
        library, rest = found
        with suppress(OSError):
            os.utime(
                cache_folder() / file_of(self.family, key, codegen)
            )  # so that what is in use is the last to go
        description, typed, environment = pickle.loads(rest)
        if isinstance(library, Entry):
            called = target_context.get_executable(library, description, environment)
        else:
            called = stand_in(description.qualname)
        return compile_result(
            typing_context=target_context.typing_context,
            target_context=target_context,
            entry_point=called,
            typing_error=None,
            signature=typed,
            objectmode=False,
            lifted=(),
            fndesc=description,
            library=library,
            environment=environment,
        )

    def save_overload(self, signature: Any, result: Any) -> None:
        """Keep compiled code, if the folder can be written."""
        if result.library.has_dynamic_globals:  # addresses of this process
            return
        result.fndesc.typemap = result.fndesc.calltypes = None  # of no use to callers, and not to be pickled
        environment = result.environment if isinstance(result.library, Entry) else None
        keep(result.library, dumps((result.fndesc, result.signature, environment)))


def key_of(function: Callable[..., Any], arguments: tuple[types.Type, ...], family: str, codegen: Any) -> str:
    """Name of the code of a rule for arguments of these types: a hash over all that it is made from."""
    kind_of_processor = codegen.magic_tuple()[0]
    parts = [fingerprint(function), *map(str, arguments), family, str(kind_of_processor), made_with()]
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
    return f"{function.__module__}.{function.__name__}-{digest}"


@cache
def made_with() -> str:
    """Versions of everything that turns a rule into machine code, what stands here among it."""
    versions = [f"{name} {version(name)}" for name in ("numba", "llvmlite", "numpy")]
    here = [Path(__file__).with_name(name).read_bytes() for name in ("compiled_rule.py", "world_pointer.py")]
    python = str(sys.implementation.cache_tag)
    return " ".join([python, *versions, hashlib.sha256(b"".join(here)).hexdigest()])


class CompiledRule:
    """A rule as Python and as other rules call it.

    function : the rule; its plain form is the attribute `py_func`
    options : of Numba's compiler
    """

    apart = False  # whether it has machine code of its own, as phases have

    def __init__(self, function: Callable[..., Any], options: dict[str, Any]) -> None:
        update_wrapper(self, function)
        self.py_func = function
        self.targetoptions = options

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Run it compiled."""
        return self._entry(*arguments, **named)

    def __repr__(self) -> str:
        return f"<rule {self.py_func.__qualname__}>"

    def __reduce__(self) -> str:
        return str(self.py_func.__qualname__)  # pickled by name, as functions are

    @property
    def stats(self) -> Any:
        """Numba's counts of what was compiled and what came from disk, for calls from Python."""
        return self._entry.stats

    @property
    def _numba_type_(self) -> types.Type:
        """What other rules see."""
        return RuleType(self._called_by_rules)

    @cached_property
    def _called_by_rules(self) -> Any:
        pipeline = PhasePipeline if self.apart else RulePipeline
        return self._dispatcher(self.py_func, pipeline, no_cpython_wrapper=True, no_cfunc_wrapper=True)

    @cached_property
    def _entry(self) -> Any:
        """A function that hands its arguments on to the rule."""
        function = self.py_func
        names = list(inspect.signature(function).parameters)
        handed_on = ", ".join(f"passed({name})" for name in names)
        scope: dict[str, Any] = {"rule": self, "passed": passed, "__name__": function.__module__}
        text = f"def {function.__name__}({', '.join(names)}):\n    return rule({handed_on})\n"
        exec(text, scope)
        entry = scope[function.__name__]
        entry.__defaults__ = function.__defaults__
        return self._dispatcher(entry, EntryPipeline, no_cfunc_wrapper=True)

    def _dispatcher(self, function: Any, pipeline: type[RulePipeline], **options: bool) -> Any:
        compiler: Any = numba.njit
        made = compiler(**self.targetoptions, **options, pipeline_class=pipeline)(function)
        made._cache = RuleCache(function, pipeline.library.__name__)
        return made
