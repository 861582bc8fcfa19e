"""Every small mutation of a Python file that a test could notice.

Numbers and texts at the top of a module (limits, tables) stay as they are, as do logs, annotations
and texts: whether they are right is seen by measuring and reading, not by tests.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}
ARITHMETIC: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "+"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "/"),
    ast.Mod: ("%", "+"),
    ast.BitOr: ("|", "&"),
    ast.BitAnd: ("&", "|"),
}
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}
LOGS = {"debug", "info", "warning", "error", "critical", "exception"}


@dataclass(frozen=True, slots=True, order=True)
class Mutation:
    """`before` at a place of a file, in characters from its start, becomes `after`."""

    path: Path
    start: int
    end: int
    line: int
    within: str
    """The function, with its class."""
    before: str
    after: str

    def applied(self, source: str) -> str:
        """The file's text with the mutation."""
        assert source[self.start : self.end] == self.before
        return source[: self.start] + self.after + source[self.end :]

    @property
    def key(self) -> str:
        """What it does, in words that stay when lines move."""
        before, after = (" ".join(text.split()) for text in (self.before, self.after))
        return f"{self.path} {self.within}: {before} → {after}"


def mutations_of(path: Path, source: str) -> list[Mutation]:
    """The mutations of the file `path`, whose text is `source`, in their order."""
    finder = _Finder(path, source)
    finder.visit(ast.parse(source))
    return sorted(set(finder.found))


class _Finder(ast.NodeVisitor):
    def __init__(self, path: Path, source: str) -> None:
        self.found: list[Mutation] = []
        self._path = path
        self._source = source
        self._scopes: list[str] = []
        self._depth = 0
        self._lines = source.split("\n")
        self._line_starts = [0, *accumulate(len(line) + 1 for line in self._lines)]

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._scopes.append(node.name)
        for statement in node.body:
            self.visit(statement)
        self._scopes.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._scopes.append(node.name)
        self._depth += 1
        for default in (*node.args.defaults, *(it for it in node.args.kw_defaults if it)):
            self.visit(default)
        for statement in node.body:
            self.visit(statement)
        self._depth -= 1
        self._scopes.pop()

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_If(self, node: ast.If) -> None:
        if not (isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
            self._condition(node.test)
            self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._condition(node.test)
        self.generic_visit(node)

    def visit_While(self, node: ast.While) -> None:
        # Another condition that is true for ever would only cost the time limit.
        if not isinstance(node.test, ast.Constant):
            self._replace(node.test, "False")
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        for before, operator, after in zip(
            (node.left, *node.comparators), node.ops, node.comparators, strict=False
        ):
            self._operator(before, after, *COMPARISONS[type(operator)])
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        words = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for before, after in zip(node.values, node.values[1:], strict=False):
            self._operator(before, after, *words)
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        texts = (ast.JoinedStr, ast.Constant)
        is_text = any(
            isinstance(it, ast.JoinedStr)
            or (isinstance(it, ast.Constant) and isinstance(it.value, str | bytes))
            for it in (node.left, node.right)
            if isinstance(it, texts)
        )
        if type(node.op) in ARITHMETIC and not is_text:
            self._operator(node.left, node.right, *ARITHMETIC[type(node.op)])
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            self._replace(node, self._text(node.operand))
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if node.value is True or node.value is False:
            self._replace(node, str(not node.value))
        elif isinstance(node.value, int):
            self._replace(node, str(node.value + 1))

    def visit_Return(self, node: ast.Return) -> None:
        is_none = node.value is None or (
            isinstance(node.value, ast.Constant) and node.value.value in (None, True, False)
        )
        if node.value is not None and not is_none:
            self._replace(node.value, "None")
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        value = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(value, ast.Constant) or _is_log(value):
            return
        if isinstance(value, ast.Call):
            self._replace(node, "pass")
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        if all(isinstance(it, ast.Attribute | ast.Subscript) for it in node.targets):
            self._replace(node, "pass")
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if type(node.op) in ARITHMETIC:
            before, after = ARITHMETIC[type(node.op)]
            self._operator(node.target, node.value, f"{before}=", f"{after}=")
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None and self._depth:
            self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        if _is_log(node):
            return
        if isinstance(node.func, ast.Name) and node.func.id in CALLS and len(node.args) > 0:
            self._replace(node.func, CALLS[node.func.id])
        self.generic_visit(node)

    def visit_Break(self, node: ast.Break) -> None:
        self._replace(node, "continue")

    def visit_Continue(self, node: ast.Continue) -> None:
        self._replace(node, "break")

    def visit_Raise(self, node: ast.Raise) -> None:
        if node.exc is None:
            self._replace(node, "pass")
        # What an error says is for people.

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """A text."""

    def _condition(self, test: ast.expr) -> None:
        self._replace(test, "True")
        self._replace(test, "False")

    def _operator(self, left: ast.expr, right: ast.expr, before: str, after: str) -> None:
        """Replace the operator between two operands; parentheses may be there too."""
        start, end = self._span(left)[1], self._span(right)[0]
        between = self._source[start:end]
        place = between.find(before)
        if place >= 0 and "#" not in between:
            self._note(start + place, start + place + len(before), left.lineno, after)

    def _replace(self, node: ast.expr | ast.stmt, after: str) -> None:
        start, end = self._span(node)
        if self._source[start:end] != after:
            self._note(start, end, node.lineno, after)

    def _note(self, start: int, end: int, line: int, after: str) -> None:
        if not self._depth:
            return
        within = ".".join(self._scopes)
        before = self._source[start:end]
        self.found.append(Mutation(self._path, start, end, line, within, before, after))

    def _text(self, node: ast.expr) -> str:
        start, end = self._span(node)
        return self._source[start:end]

    def _span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self._place(node.lineno, node.col_offset),
            self._place(node.end_lineno, node.end_col_offset),
        )

    def _place(self, line: int, column: int) -> int:
        """Columns are counted in UTF-8."""
        text = self._lines[line - 1]
        if text.isascii():
            return self._line_starts[line - 1] + column
        return self._line_starts[line - 1] + len(text.encode()[:column].decode())


def _is_log(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in LOGS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("log", "logging", "logger")
    )


def files_of(root: Path, folders: Sequence[str]) -> Iterator[Path]:
    """The Python files of the folders or files `folders` of the package at `root`."""
    for folder in folders:
        place = root / folder
        yield from sorted(place.rglob("*.py")) if place.is_dir() else [place]
