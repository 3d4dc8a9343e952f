"""What the accounts of `rbac/` may do: this, and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from world import World

PIPELINE_IN_RUNS = {"configmaps: create delete get list update watch"}
PIPELINE_IN_APPS = {
    "apps/deployments: get",
    "coordination.k8s.io/leases: create delete get list update",
    "events: get list",
    "pods/log: get",
    "pods: create delete get list watch",
    "services: list",
}
PIPELINE_WITH_MIRRORD = {
    "batch/jobs: delete get list watch",
    "configmaps: create delete get list watch",
}
PIPELINE_AT_MANAGER = {
    "apps/deployments traffic-manager: get",
    "apps/statefulsets traffic-manager: get",
}
PROXY_IN_APPS = {
    "apps/deployments: get",
    "batch/jobs: create",
    "pods/log: get",
    "pods/portforward: create get",
    "pods: get list watch",
}
CLIENT_IN_APPS = {
    "pods/log: get",
    "pods/portforward: create",
    "pods: get list",
    "telepresence.io/attachments: create",
}
CLIENT_AT_MANAGER = {
    "telepresence.io/connections: create",
    "pods/portforward: create",
    "pods: get list watch",
    "services traffic-manager: get",
}


def rules(world: World, namespace: str, owner: str, account: str) -> set[str]:
    """What an account may do in a namespace: `[group/]resource[ name]: verbs`."""
    client = world.plane.client(world.plane.token(owner, account))
    body = {"spec": {"namespace": namespace}}
    review: dict[str, Any] = client.ask(
        "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", body
    )
    verbs: dict[str, set[str]] = {}
    for rule in review["status"]["resourceRules"]:
        for group in rule.get("apiGroups", []):
            for resource in rule["resources"]:
                for name in rule.get("resourceNames", [""]):
                    text = f"{group}/{resource} {name}".strip().removeprefix("/")
                    verbs.setdefault(text, set()).update(rule["verbs"])
    return {f"{text}: {' '.join(sorted(verbs[text]))}" for text in verbs}


def beyond_everybody(world: World, namespace: str, owner: str, account: str) -> set[str]:
    """What an account may do that not every account may."""
    everybody = rules(world, namespace, owner, "default")
    return rules(world, namespace, owner, account) - everybody


def test_the_pipelines_account(world: World) -> None:
    def may(namespace: str) -> set[str]:
        return beyond_everybody(world, namespace, world.run_namespace, "intercept-pipeline")

    manager = world.traffic_manager()
    calm = world.namespace_for_apps("calm", "baseline")
    assert may(world.run_namespace) == PIPELINE_IN_RUNS
    assert may(world.apps) == PIPELINE_IN_APPS | PIPELINE_WITH_MIRRORD
    assert may(calm) == PIPELINE_IN_APPS
    assert may(manager) == PIPELINE_AT_MANAGER
    assert may("kube-system") == set()
    assert may("default") == set()


def test_the_proxys_account(world: World) -> None:
    def may(namespace: str) -> set[str]:
        return beyond_everybody(world, namespace, world.apps, "intercept-mirrord-proxy")

    assert may(world.apps) == PROXY_IN_APPS
    assert may(world.run_namespace) == set()
    assert may("kube-system") == set()


def test_the_telepresence_clients_account(calm: World) -> None:
    def may(namespace: str) -> set[str]:
        return beyond_everybody(calm, namespace, calm.apps, "intercept-telepresence-client")

    manager = calm.traffic_manager()
    assert may(calm.apps) == CLIENT_IN_APPS
    assert may(manager) == CLIENT_AT_MANAGER
    assert may(calm.run_namespace) == set()
    assert may("kube-system") == set()


def test_no_account_may_read_secrets_or_make_agents_but_the_proxys(world: World) -> None:
    accounts = [
        (world.run_namespace, "intercept-pipeline"),
        (world.apps, "intercept-mirrord-proxy"),
    ]
    allowed = {
        f"{account} {verb} {resource}"
        for owner, account in accounts
        for verb, resource in (("get", "secrets"), ("list", "secrets"), ("create", "jobs"))
        if _may(world, owner, account, verb, resource)
    }
    assert allowed == {"intercept-mirrord-proxy create jobs"}


def _may(world: World, owner: str, account: str, verb: str, resource: str) -> bool:
    group = "batch" if resource == "jobs" else ""
    attributes = {"namespace": world.apps, "verb": verb, "resource": resource, "group": group}
    client = world.plane.client(world.plane.token(owner, account))
    body = {"spec": {"resourceAttributes": attributes}}
    review = client.ask("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", body)
    return bool(review["status"]["allowed"])
