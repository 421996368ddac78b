# The service as an image: API, worker and migrations are commands of the same one.
#
#   docker build --tag whisper-transcriber .                        for CPUs
#   docker build --tag whisper-transcriber:cuda --build-arg VARIANT=cuda .
#
# BASE: any Debian or Ubuntu with python3 (3.11 to 3.13), its venv module and CA certificates.
# VARIANT: cpu, or cuda, which adds cuBLAS 12 and cuDNN 9 from the lock file requirements/cuda.txt.
# MODEL: a model to build in (`base`), so that a container needs no connection; empty by default.
# VERSION: only a label; `make image` reads it from pyproject.toml.
# Secrets, both optional and never kept: `pip.conf` (a mirror), `ca.crt` (a proxy's authority).
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS builder
SHELL ["/bin/sh", "-eux", "-c"]
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_COMPILE=1 \
    PIP_REQUIRE_VIRTUALENV=1
WORKDIR /app
RUN python3 -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH

# setuptools writes the entry point and the version below; the development lock knows its hash.
COPY requirements/ requirements/
ARG VARIANT=cpu
RUN --mount=type=secret,id=pip.conf,target=/etc/pip.conf \
    --mount=type=secret,id=ca.crt,target=/etc/ssl/certs/ca-certificates.crt \
    --mount=type=cache,target=/root/.cache/pip \
    sed -n '/^setuptools==/,/^    # via/p' requirements/dev.txt > /tmp/setuptools.txt; \
    pip install --require-hashes --requirement /tmp/setuptools.txt; \
    pip install --require-hashes --requirement requirements/runtime.txt; \
    mkdir /opt/venv/cuda; \
    case "$VARIANT" in \
        cpu) ;; \
        cuda) \
            pip install --require-hashes --requirement requirements/cuda.txt; \
            ln -s /opt/venv/lib/python3*/site-packages/nvidia/*/lib/*.so* /opt/venv/cuda/ ;; \
        *) echo "VARIANT is cpu or cuda, not '$VARIANT'." >&2; exit 1 ;; \
    esac

COPY pyproject.toml README.md LICENSE ./
COPY domain/ domain/
COPY application/ application/
COPY adapters/ adapters/
COPY entrypoints/ entrypoints/
COPY config/ config/
COPY whisper_transcriber_client/ whisper_transcriber_client/
# Editable, since the pages lie beside the code.
ARG MODEL=
RUN --mount=type=secret,id=pip.conf,target=/etc/pip.conf \
    --mount=type=secret,id=ca.crt,target=/etc/ssl/certs/ca-certificates.crt \
    pip install --no-cache-dir --no-deps --no-build-isolation --editable .; \
    mkdir /opt/models; \
    if [ -n "$MODEL" ]; then \
        transcriber models download "$MODEL" --model-dir /opt/models; \
        rm -rf /opt/models/.partial; \
    fi
# Bytecode is never checked against its source: nothing here changes any more.
RUN rm -rf build ./*.egg-info requirements pyproject.toml README.md; \
    pip uninstall --yes pip setuptools; \
    python3 -m compileall -q -j 2 --invalidation-mode unchecked-hash /opt/venv/lib /app


FROM ${BASE}
ARG VERSION=unset
ARG VARIANT=cpu
LABEL org.opencontainers.image.title="whisper-transcriber" \
      org.opencontainers.image.description="A self-hosted service that turns speech into text with Whisper models." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      whisper-transcriber.variant="${VARIANT}"

# What could fetch or install software goes; what remains is an interpreter.
RUN rm -rf /usr/local/bin/pip* /usr/local/lib/python3*/ensurepip \
        /usr/local/lib/python3*/site-packages/pip* \
        /usr/local/lib/python3*/site-packages/setuptools* \
        /usr/local/lib/python3*/site-packages/wheel* \
        /usr/lib/python3*/ensurepip /usr/share/python-wheels \
    && groupadd --gid 10001 transcriber \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data \
        --shell /usr/sbin/nologin transcriber \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data /data/models

COPY --from=builder /opt/venv /opt/venv
COPY --from=builder /app /app
COPY --from=builder /opt/models /opt/models

ARG MODEL=

ENV PATH=/opt/venv/bin:$PATH \
    LD_LIBRARY_PATH=/opt/venv/cuda \
    GLIBC_TUNABLES=glibc.malloc.hugetlb=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/data \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATA_DIR=/data \
    WHISPER_DOWNLOAD_DIR=/data/models \
    WHISPER_BUILT_IN_DIR=/opt/models \
    WHISPER_MODEL=${MODEL:-base} \
    LOG_JSON=true \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility

WORKDIR /app
USER 10001:10001
VOLUME ["/data"]
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python3", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/health/livez', timeout=4)"]
ENTRYPOINT ["transcriber"]
CMD ["serve"]
