# One image for web, worker and scheduler; compose.yaml says which of them a container is.
FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/vurdert
COPY requirements.lock requirements-installer.lock requirements-node.lock package.json package-lock.json ./
COPY setup setup
COPY registry registry
COPY assessments assessments
COPY exports exports
COPY templates templates
COPY static static
COPY locale locale
# Installs Pango with apt-get, the Python packages by hash, Designsystemet and Inter from npm.
RUN python setup/install.py && rm -rf build/scratch

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --create-home --home-dir /var/lib/vurdert vurdert
COPY --from=build /srv/vurdert /srv/vurdert
ENV PATH=/srv/vurdert/.venv/bin:$PATH DATA_DIR=/var/lib/vurdert/data PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/vurdert
USER vurdert
RUN mkdir -p /var/lib/vurdert/data
VOLUME /var/lib/vurdert/data
EXPOSE 8000
CMD ["vurdert", "web", "--host", "0.0.0.0"]
