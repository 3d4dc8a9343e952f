kpt fn eval shop --exec ./pull_policy.py -- policy=Always kinds=Deployment,StatefulSet
