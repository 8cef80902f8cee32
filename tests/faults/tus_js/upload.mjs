// node upload.mjs ENDPOINT FILE CHUNK_BYTES, with the access token in MOMENTO_TOKEN; prints the address of the upload.
import { createReadStream, statSync } from "node:fs";
import { basename } from "node:path";
import { Upload } from "tus-js-client";

const [endpoint, path, chunkBytes] = process.argv.slice(2);
const upload = new Upload(createReadStream(path), {
  endpoint,
  chunkSize: Number(chunkBytes),
  uploadSize: statSync(path).size,
  metadata: { filename: basename(path) },
  headers: { Authorization: `Bearer ${process.env.MOMENTO_TOKEN}` },
  // Counted anew whenever a piece has arrived.
  retryDelays: [0, 100, 500, 1000, 3000],
  onError: (error) => {
    console.error(error);
    process.exit(1);
  },
  onSuccess: () => console.log(upload.url),
});
upload.start();
