# The gateway alone: bundle, admin page, and the one package with native code.
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
# Electron and the other desktop packages run no install scripts here.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig*.json vite.config.ts ./
# Referred to by tsconfig.json, which the build reads.
COPY scripts/tsconfig.json scripts/tsconfig.json
COPY resources resources
COPY src-shared src-shared
COPY src-renderer src-renderer
COPY src-server src-server
RUN REPHLO_BUILD=server npx vite build --app

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8787 REPHLO_SERVER_DATA_DIR=/data
WORKDIR /app
COPY --from=build /build/dist/server dist/server
COPY --from=build /build/node_modules/better-sqlite3/package.json node_modules/better-sqlite3/package.json
COPY --from=build /build/node_modules/better-sqlite3/lib node_modules/better-sqlite3/lib
COPY --from=build /build/node_modules/better-sqlite3/prebuilds node_modules/better-sqlite3/prebuilds
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8787
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# A small heap, and no compiler threads with memory of their own, keep the embedded gateway under 160 MiB; SIGTERM drains open streams.
ENTRYPOINT ["node", "--max-old-space-size=256", "--max-semi-space-size=8", "--no-concurrent-recompilation", "--no-allocation-site-pretenuring", "--no-flush-bytecode", "dist/server/bin/main.cjs"]
