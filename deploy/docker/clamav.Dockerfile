# ClamAV beside the scanner: one image, run twice, as `clamd` and as `freshclam`, with a volume for the signatures.
ARG BASE_IMAGE=debian:bookworm-slim
FROM ${BASE_IMAGE}
RUN apt-get update \
    && apt-get install --yes --no-install-recommends clamav-daemon clamdscan clamav-freshclam \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/cache/debconf /var/log/* /var/lib/clamav/* /usr/share/doc \
    && find / -xdev -type f -perm /6000 -exec chmod a-s {} + \
    && echo 'momento:x:10001:' >> /etc/group \
    && echo 'momento:x:10001:10001:Momento:/nonexistent:/usr/sbin/nologin' >> /etc/passwd \
    && install -d -o 10001 -g 10001 -m 0755 /run/clamav /var/lib/clamav \
    && install -d -o 10001 -g 10001 -m 0700 /var/lib/momento /var/lib/momento/clamd
COPY deploy/docker/clamd.conf deploy/docker/freshclam.conf /etc/clamav/
# clamd prints the date of its signatures without a zone; the scanner reads it as UTC.
ENV TZ=UTC
USER 10001:10001
HEALTHCHECK --interval=15s --timeout=15s --start-period=180s --retries=3 \
    CMD ["clamdscan", "--config-file=/etc/clamav/clamd.conf", "--ping=1"]
LABEL org.opencontainers.image.vendor="Momento" \
      org.opencontainers.image.title="momento-clamav" \
      org.opencontainers.image.description="ClamAV's clamd and freshclam, set up for Momento's scanner"
ENTRYPOINT ["clamd", "--foreground", "--config-file=/etc/clamav/clamd.conf"]
