# Stands in for the official image where none can be pulled; it reads the same variables.
ARG BASE_IMAGE=debian:bookworm-slim
FROM ${BASE_IMAGE}
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql \
    && rm -rf /var/lib/apt/lists/* /var/lib/postgresql/*/main \
    && echo 'momento:x:10001:10001:Momento:/nonexistent:/usr/sbin/nologin' >> /etc/passwd \
    && install -d -o 10001 -g 10001 -m 0700 /var/lib/postgresql/data /run/postgresql
COPY --chmod=0755 tests/containers/postgres.sh /usr/local/bin/start
USER 10001:10001
STOPSIGNAL SIGINT
ENTRYPOINT ["start"]
