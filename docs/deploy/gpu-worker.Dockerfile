# Jobs on an NVIDIA GPU. Built from the checkout:
#   docker build -f docs/deploy/gpu-worker.Dockerfile -t residua-gpu .
# Needs a driver of 525 or newer and the NVIDIA container toolkit on the host. The image was not tried on a
# card: `residua engine` reports which engine is used, and a run fails where it is not the GPU.
FROM node:22-bookworm-slim AS engine
RUN apt-get update \
  && apt-get install -y --no-install-recommends g++ python3-pip \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY . .
RUN npm ci --no-audit --no-fund
ENV RESIDUA_ENGINE_HOME=/opt/residua-engine
# pip installs tensorflow[and-cuda]; an image is built without a GPU, so it is not tested here.
RUN node dist/jobs/main.js engine install --gpu --no-try && rm -rf /root/.cache

FROM node:22-bookworm-slim
COPY --from=engine /app /app
# At the same path: the binding finds TensorFlow by its rpath, and that finds NVIDIA's libraries beside it.
COPY --from=engine /opt/residua-engine /opt/residua-engine
WORKDIR /app
# Kernels are compiled for the card the first time they run, which can take minutes: keep them.
ENV RESIDUA_HOME=/var/lib/residua \
  RESIDUA_ENGINE_HOME=/opt/residua-engine \
  RESIDUA_ENGINE=tfjs-node-gpu \
  CUDA_CACHE_PATH=/var/lib/residua/cuda-cache \
  CUDA_CACHE_MAXSIZE=4294967296 \
  NVIDIA_DRIVER_CAPABILITIES=compute,utility
RUN mkdir -p /var/lib/residua && chown -R node /var/lib/residua
USER node
VOLUME /var/lib/residua
ENTRYPOINT ["node", "dist/jobs/main.js"]
CMD ["engine"]
