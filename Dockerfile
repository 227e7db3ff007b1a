# One image for the gateway and every service: what a container runs is its command.
#   docker build -t event-sourced-shop .
#   docker run event-sourced-shop distributed/main.ts order-queries
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

# The package manifests alone, whatever workspaces there are: while they stay the same, dependencies are not installed anew.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY --from=manifests /app ./
# No install script is needed: better-sqlite3 brings its binaries along, and the image has its own Node.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${NODE_IMAGE}
# /tmp is the one folder written to besides /data: give it memory where the root file system is read-only.
ENV NODE_ENV=production NODE_COMPILE_CACHE=/tmp/compile-cache
WORKDIR /app
COPY --from=dependencies /app ./
COPY . .
# A named volume takes over owner and mode of the folder it is mounted on.
RUN install --directory --owner=1000 --group=1000 --mode=0700 /data
USER 1000:1000
EXPOSE 8080 8090 8101-8109
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "deploy/health-check.mjs"]
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning"]
CMD ["gateway/main.ts"]
