// node server.mjs ISSUER PORT REDIRECT_URI CLIENT_SECRET: an OpenID provider with pages to log in and to consent.
// Whoever logs in as NAME has the address NAME@example.org; it is verified unless NAME begins with "unverified".
import { randomBytes } from 'node:crypto';
import Provider from 'oidc-provider';

const [issuer, port, redirectUri, clientSecret] = process.argv.slice(2);

const provider = new Provider(issuer, {
  clients: [{ client_id: 'momento', client_secret: clientSecret, redirect_uris: [redirectUri] }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  findAccount: (_, sub) => ({
    accountId: sub,
    claims: () => ({
      sub,
      name: `Person ${sub}`,
      email: `${sub}@example.org`,
      email_verified: !sub.startsWith('unverified'),
    }),
  }),
});

provider.listen(Number(port), '127.0.0.1', () => console.log('listening'));
