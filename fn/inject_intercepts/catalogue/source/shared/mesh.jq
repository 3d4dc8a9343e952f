# What keeps a pod out of Istio, with sidecars or without, Linkerd and Kuma.
def out_of_mesh:
  if $plan.mesh != "out" then . else
    .metadata.labels += {
      "istio.io/dataplane-mode": "none",
      "kuma.io/sidecar-injection": "disabled",
      "sidecar.istio.io/inject": "false"
    }
    | .metadata.annotations += {
      "linkerd.io/inject": "disabled",
      "sidecar.istio.io/inject": "false"
    }
  end;
