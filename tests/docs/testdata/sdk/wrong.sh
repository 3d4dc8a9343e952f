./pull_policy.py render --config wrong.yaml shop
