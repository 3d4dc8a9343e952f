mkdir -p golden/always
cp shop/deployment.yaml golden/always/
cp shop/pull-policy.yaml golden/always/_fnconfig.yaml
WRITE_GOLDEN_OUTPUT=1 pytest -q
