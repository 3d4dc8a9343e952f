./pull_policy.py --help
