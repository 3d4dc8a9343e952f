docker build --tag pull-policy:dev .
kpt fn eval shop --image pull-policy:dev -- policy=Always
