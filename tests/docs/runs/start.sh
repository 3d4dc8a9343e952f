tkn pipeline start stack-pr-test --param intercept-backend=mirrord \
    --param git-url=https://git.example.com/shop/stack.git --param changed-app=cart --param pr-number=42 \
    --workspace name=shared-workspace,claimName=stack-pr-42 \
    --workspace name=ssh-credentials,secret=ssh-deploy-key \
    --workspace name=registry-credentials,secret=registry
