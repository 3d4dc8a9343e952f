# The function image: the wheel in a virtual environment, run as nobody.
#
#   docker build --tag inject-intercepts .
#
# Every platform that the base image has: nothing below names an architecture.
# One base for both stages: the Python that compiles the bytecode is the one
# that runs it.
ARG PYTHON_IMAGE=docker.io/library/python:3.13-slim-bookworm
# What carries the folder without Python: no newer a glibc than where it is copied to.
ARG STANDALONE_IMAGE=docker.io/library/debian:bookworm-slim

# ---------------------------------------------------------------------- build
FROM ${PYTHON_IMAGE} AS build
# Unset unless given: where pip finds packages when not at its usual place.
ARG PIP_INDEX_URL
ARG PIP_FIND_LINKS
ARG PIP_NO_INDEX
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
WORKDIR /src

COPY requirements.txt requirements-build.txt ./
RUN python3 -m venv /build \
 && /build/bin/pip install --quiet --require-hashes -r requirements-build.txt \
 && python3 -m venv --without-pip /venv \
 && /build/bin/pip --python /venv/bin/python install --quiet --require-hashes \
        --only-binary :all: -r requirements.txt

COPY pyproject.toml README.md LICENSE ./
COPY fn fn
# A container starts once per render, as a user who may not write: what is not
# compiled now is compiled at every start. Unchecked: nothing here will change,
# and layers may be packed with other file times.
RUN /build/bin/hatchling build --target wheel --directory /wheel > /dev/null \
 && /build/bin/pip --python /venv/bin/python install --quiet --no-index --no-deps /wheel/*.whl \
 && /venv/bin/python -m compileall -q -f --invalidation-mode unchecked-hash /venv/lib

# ----------------------------------------------------------------- standalone
# docker build --target standalone: the program as a folder that needs no Python,
# laid out as kustomize looks for plugins. argocd/native copies it from there.
FROM build AS freeze
ARG PIP_INDEX_URL
ARG PIP_FIND_LINKS
ARG PIP_NO_INDEX
COPY requirements-standalone.txt scripts/build-standalone.sh ./
RUN command -v objcopy > /dev/null || { apt-get update -qq \
 && apt-get install -qq --yes --no-install-recommends binutils > /dev/null; }
RUN WHEEL=/wheel ./build-standalone.sh /plugin/tekton-intercepts.dev/v1alpha1/injectintercepts \
        /build/bin/pip "$(command -v python3)"

FROM ${STANDALONE_IMAGE} AS standalone
COPY --from=freeze /plugin /plugin
USER 65534:65534
ENTRYPOINT ["/plugin/tekton-intercepts.dev/v1alpha1/injectintercepts/InjectIntercepts"]
RUN ["/plugin/tekton-intercepts.dev/v1alpha1/injectintercepts/InjectIntercepts", "--help"]

# -------------------------------------------------------------------- runtime
FROM ${PYTHON_IMAGE}
# The same for Python's own library, which slim images ship without bytecode;
# and nobody installs anything here.
RUN library="$(python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')" \
 && python3 -m compileall -q -f --invalidation-mode unchecked-hash \
        -x '/(test|tests|idlelib|lib2to3|tkinter|turtledemo|site-packages|dist-packages)/' "$library" \
 && rm -rf "$library/ensurepip" "$library/site-packages/pip" /usr/lib/python3/dist-packages/pip \
        "$library"/site-packages/pip-*.dist-info /usr/lib/python3/dist-packages/pip-*.dist-info \
        /usr/share/python-wheels /usr/local/bin/pip* /usr/bin/pip*

COPY --from=build /venv /venv

ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="inject-intercepts" \
      org.opencontainers.image.description="KRM function: Tekton Pipelines that can run either intercept backend" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

# nobody, by number, so that a cluster can see that it is not root. kustomize
# and kpt ask for the user by its name, which the base image knows.
USER 65534:65534
# -I: neither the environment nor the working directory changes what is imported.
ENTRYPOINT ["/venv/bin/python", "-I", "-m", "inject_intercepts"]
RUN ["/venv/bin/python", "-I", "-m", "inject_intercepts", "--help"]
