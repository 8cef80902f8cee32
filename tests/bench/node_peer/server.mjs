// What a Node developer would assemble to take in photos: a spool on disk, type by content, ClamAV, two previews, S3, DynamoDB.
// No TLS, no authentication, no sandbox, no tags, no index and no journal: Momento has all of them and is measured beside it.
import { createReadStream } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import NodeClam from 'clamscan';
import exifr from 'exifr';
import express from 'express';
import { fileTypeFromFile } from 'file-type';
import multer from 'multer';
import sharp from 'sharp';

const BUCKET = 'momento-uploads';
const TABLE = 'momento-media';
const USER = 'u1';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const aws = { endpoint: process.env.AWS_ENDPOINT_URL, region: 'us-east-1', credentials };
const s3 = new S3Client({ ...aws, forcePathStyle: true });
const dynamodb = new DynamoDBClient(aws);
const clamav = await new NodeClam().init({
  clamdscan: { host: '127.0.0.1', port: Number(process.env.CLAMD_PORT), timeout: 600_000, localFallback: false },
  preference: 'clamdscan',
});

function put(key, body, more = {}) {
  return new Upload({ client: s3, params: { Bucket: BUCKET, Key: key, Body: body, ...more } }).done();
}

async function previews(path) {
  await exifr.parse(path).catch(() => null);
  const upright = () => sharp(path).rotate();
  return Promise.all([
    upright().resize(256, 256, { fit: 'inside' }).webp().toBuffer(),
    upright().resize(1440, 1440, { fit: 'inside' }).jpeg({ quality: 80, progressive: true }).toBuffer(),
  ]);
}

async function keep(file) {
  const type = await fileTypeFromFile(file.path);
  if (!type || !/^(image|video)\//.test(type.mime)) return { status: 415 };
  const { isInfected } = await clamav.scanStream(createReadStream(file.path));
  if (isInfected) return { status: 422 };
  const isImage = type.mime.startsWith('image/');
  const made = isImage ? await previews(file.path) : [];
  const id = randomUUID();
  const key = `user-${USER}/${isImage ? 'photos' : 'videos'}/${id}`;
  await put(key, createReadStream(file.path), { ContentType: type.mime, ServerSideEncryption: 'AES256' });
  for (const [index, preview] of made.entries()) await put(`user-${USER}/previews/${id}-${index}`, preview);
  const item = { userId: { S: USER }, uploadId: { S: id }, name: { S: file.originalname }, type: { S: type.mime } };
  await dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: item }));
  return { status: 201, id };
}

const server = express();
server.post('/upload', multer({ dest: process.env.SPOOL }).single('file'), async (request, response) => {
  try {
    const { status, id } = await keep(request.file);
    response.status(status).json({ id });
  } catch (error) {
    response.status(500).end(String(error));
  } finally {
    await unlink(request.file.path);
  }
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'));
