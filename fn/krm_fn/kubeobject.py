"""A Kubernetes object, with the words of kpt's Go SDK: what it is, its fields, their changes."""

from __future__ import annotations

from krm_fn import orchestrator_annotations, paths, readonly, yamledit
from krm_fn.manifest import Manifest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, Self

    from krm_fn.editing import Edit
    from krm_fn.metadata import Texts


class KubeObject(Manifest):
    """One object of a list, a stream or a file. Make one with `new`; lists make the others.

    A path is text, `spec.containers[0].image`, or a tuple of its steps; `krm_fn.paths` says all
    that may stand in one. A change edits the text where the data differ, and leaves the rest.

    >>> pod = krm_fn.KubeObject.new('''
    ... apiVersion: v1
    ... kind: Pod
    ... metadata: {name: web}
    ... spec:
    ...   containers:
    ...   - name: web  # the only one
    ...     image: 'nginx:1.27'
    ... ''')
    >>> pod.get("spec.containers[0].image")
    'nginx:1.27'
    >>> pod.set("spec.containers[name=web].image", "nginx:1.29")
    >>> pod.labels["app"] = "web"
    >>> print(pod.text)
    <BLANKLINE>
    apiVersion: v1
    kind: Pod
    metadata: {name: web, labels: {app: web}}
    spec:
      containers:
      - name: web  # the only one
        image: 'nginx:1.29'
    <BLANKLINE>
    """

    __slots__ = ()

    @classmethod
    def new(cls, manifest: str | Mapping[str, Any]) -> Self:
        """An object from a manifest: its data, or its text, one document with keys in column 0.

        A `---` line ahead of a text is dropped: lists and streams have their own. Raises TypeError
        for data that YAML cannot say.

        >>> krm_fn.KubeObject.new({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}})
        <KubeObject v1/Pod/a>
        """
        if not isinstance(manifest, str):
            try:
                manifest = yamledit.render(readonly.plain(manifest))
            except yamledit.CannotRewrite as problem:
                message = f"no object can be made of this: {problem}"
                raise TypeError(message) from None
        source = manifest.removeprefix("---\n").encode()
        return cls(source, 0, len(source))

    def clone(self) -> Self:
        r"""A copy that is nobody's yet: without the ids and places that orchestrators gave it.

        Comments and style are copied too. Give it another name, and `add` it to the list.

        >>> web = krm_fn.KubeObject.new("kind: Pod\nmetadata:\n  name: web  # it serves\n")
        >>> db = web.clone()
        >>> db.name = "db"
        >>> print(db.text, end="")
        kind: Pod
        metadata:
          name: db  # it serves
        """
        text = self.standing_alone()
        copy = type(self).new(self.plain if text is None else text)
        bare = orchestrator_annotations.without_any(copy.plain)
        if bare is not copy.plain:
            copy.replace(bare)
        return copy

    def __repr__(self) -> str:
        return f"<KubeObject {self.reference}>"

    # What it is.

    @property
    def api_version(self) -> str | None:
        """`apiVersion`, None where it is absent or not text. It can be set."""
        return self._type()[0]

    @api_version.setter
    def api_version(self, value: str) -> None:
        self.set(("apiVersion",), value)

    @property
    def kind(self) -> str | None:
        """`kind`, None where it is absent or not text. It can be set."""
        return self._type()[1]

    @kind.setter
    def kind(self, value: str) -> None:
        self.set(("kind",), value)

    @property
    def name(self) -> str | None:
        """`metadata.name`, None where it is absent (with a `generateName`) or not text.

        It can be set, as `namespace` can.
        """
        return self._identity().name

    @name.setter
    def name(self, value: str) -> None:
        self.set(("metadata", "name"), value)

    @property
    def namespace(self) -> str | None:
        r"""`metadata.namespace`, None where it is absent or not text; set to None, it is taken out.

        >>> pod = krm_fn.KubeObject.new("kind: Pod\nmetadata:\n  name: web\n  namespace: a\n")
        >>> pod.namespace = None
        >>> pod.data
        {'kind': 'Pod', 'metadata': {'name': 'web'}}
        """
        return self._identity().namespace

    @namespace.setter
    def namespace(self, value: str | None) -> None:
        if value is None:
            self.delete(("metadata", "namespace"))
        else:
            self.set(("metadata", "namespace"), value)

    @property
    def group(self) -> str:
        """The group of `apiVersion`: `apps` of `apps/v1`, empty for `v1`."""
        return self._group_version()[0]

    @property
    def version(self) -> str:
        """The version of `apiVersion`: `v1` of `apps/v1`; empty where it has none."""
        return self._group_version()[1]

    def is_gvk(
        self, group: str | None = None, version: str | None = None, kind: str | None = None
    ) -> bool:
        r"""Whether it is of this group, version and kind. None is any; "" is the core group.

        >>> web = krm_fn.KubeObject.new("apiVersion: apps/v1\nkind: Deployment\n")
        >>> web.is_gvk("apps", "v1", "Deployment"), web.is_gvk("apps"), web.is_gvk(kind="Pod")
        (True, True, False)
        """
        if kind is not None and kind != self.kind:
            return False
        own = self._group_version()
        asked = zip((group, version), own, strict=True)
        return all(wanted is None or wanted == there for wanted, there in asked)

    def has_same_id(self, other: KubeObject) -> bool:
        """Whether both are the same object for a cluster: group, kind, namespace and name.

        Not the version: `apps/v1` and `apps/v1beta1` are two views of one Deployment.
        """
        ids = [(one.group, one.kind, one.namespace, one.name) for one in (self, other)]
        return ids[0] == ids[1]

    # Where it is kept.

    @property
    def file_path(self) -> str | None:
        r"""The file that the orchestrator read it from, or will write it to; None if not known.

        Set it to say where a new object goes, from the package's root; None leaves that open.

        >>> new = krm_fn.KubeObject.new("kind: Pod\n")
        >>> new.file_path = "pods/web.yaml"
        >>> new.annotations
        {'internal.config.kubernetes.io/path': 'pods/web.yaml'}
        """
        return self._place()[0]

    @file_path.setter
    def file_path(self, path: str | None) -> None:
        if path is None:
            self.annotations.pop(orchestrator_annotations.PATH, None)
        else:
            self.annotations[orchestrator_annotations.PATH] = path
        self.place(path, None if path is None else self.file_index)

    # What its fields hold.

    def get(self, path: paths.Path, default: Any = None) -> Any:
        r"""The value at the path; the default where it is absent, or `null`.

        What is got cannot be changed. Raises FieldError where something on the way is not the map
        or the list that the path takes it for, and Unreadable as `data` does.

        >>> krm_fn.KubeObject.new("spec: {ports: [{port: 80}]}\n").get("spec.ports[0].port")
        80
        """
        try:
            return readonly.of(paths.get(self.plain, path, default))
        except paths.FieldError as problem:
            problem.about = self
            raise

    def find(self, path: paths.Path) -> Iterator[tuple[tuple[str | int, ...], Any]]:
        r"""Each field that the path stands for, with its own path. None is no error.

        `[*]` is each item of a list, `*` each key of a map, `**` any way down.

        >>> pod = krm_fn.KubeObject.new("spec: {containers: [{image: a}, {image: b}]}\n")
        >>> for path, image in pod.find("**.containers[*].image"):
        ...     print(path, image)
        ('spec', 'containers', 0, 'image') a
        ('spec', 'containers', 1, 'image') b
        """
        for at, value in paths.find(self.plain, path):
            yield at, readonly.of(value)

    def set(self, path: paths.Path, value: Any) -> None:
        r"""Make this the value at the path; maps that are missing on the way are made.

        The value is plain data: text, numbers, booleans, None, and maps and lists of these. Raises
        FieldError where something on the way is neither, and for an item that a list lacks.

        >>> pod = krm_fn.KubeObject.new("kind: Pod\n")
        >>> pod.set("spec.nodeSelector['kubernetes.io/os']", "linux")
        >>> pod.data
        {'kind': 'Pod', 'spec': {'nodeSelector': {'kubernetes.io/os': 'linux'}}}
        """
        self._become(lambda data: paths.put(data, path, value))

    def delete(self, path: paths.Path) -> bool:
        r"""Take away what stands at the path; whether there was anything.

        >>> pod = krm_fn.KubeObject.new("spec: {hostPID: true}\n")
        >>> pod.delete("spec.hostPID"), pod.delete("spec.hostPID")
        (True, False)
        """
        return self._become(lambda data: paths.without(data, path))

    def append(self, path: paths.Path, value: Any) -> None:
        r"""Add an item to the list at the path, which is made if it is missing.

        >>> pod = krm_fn.KubeObject.new("kind: Pod\n")
        >>> pod.append("spec.containers", {"name": "web"})
        >>> pod.get("spec.containers")
        [{'name': 'web'}]
        """
        self._become(lambda data: paths.appended(data, path, value))

    def edit(self) -> Edit:
        r"""A context with the data as a plain dict to change: at its end, the object has them.

        After an exception in it, the object is as it was. What else changes the object in it would
        be lost: that is a RuntimeError.

        >>> pod = krm_fn.KubeObject.new("kind: Pod\nspec:\n  hostPID: true  # for now\n")
        >>> with pod.edit() as data:
        ...     data["spec"]["hostNetwork"] = True
        >>> print(pod.text, end="")
        kind: Pod
        spec:
          hostPID: true  # for now
          hostNetwork: true
        """
        from krm_fn.editing import Edit

        return Edit(self)

    @property
    def labels(self) -> Texts:
        r"""`metadata.labels` as a dict of texts, which can be changed, and set as a whole.

        >>> pod = krm_fn.KubeObject.new("kind: Pod\n")
        >>> pod.labels["app"] = "web"
        >>> pod.labels.update(tier="front")
        >>> pod.data
        {'kind': 'Pod', 'metadata': {'labels': {'app': 'web', 'tier': 'front'}}}
        """
        from krm_fn.metadata import Texts

        return Texts(self, "labels")

    @labels.setter
    def labels(self, texts: Mapping[str, str]) -> None:
        self.labels.become(texts)

    @property
    def annotations(self) -> Texts:
        r"""`metadata.annotations`, as `labels` is `metadata.labels`.

        >>> pod = krm_fn.KubeObject.new("metadata: {annotations: {a: '1'}}\n")
        >>> del pod.annotations["a"]
        >>> pod.data
        {'metadata': {}}
        """
        from krm_fn.metadata import Texts

        return Texts(self, "annotations")

    @annotations.setter
    def annotations(self, texts: Mapping[str, str]) -> None:
        self.annotations.become(texts)

    def _become(self, change: Callable[[dict[str, Any]], Any]) -> bool:
        """Give it the data that the change makes of its own; whether that is other data."""
        old = self.plain
        try:
            new = change(old)
        except paths.FieldError as problem:
            problem.about = self
            raise
        if new is old:
            return False
        self.replace(new)
        return True
