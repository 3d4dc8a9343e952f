chmod +x pull_policy.py
./pull_policy.py render --diff --config shop/pull-policy.yaml shop
