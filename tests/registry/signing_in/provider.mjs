// A real OpenID provider (oidc-provider, OpenID Certified) on loopback, for the tests of signing in.
// Started with: node provider.mjs PORT. Two hosts in one: /one and /two are two issuers with the same people.
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const [, , port, packages] = process.argv;
const { Provider } = await import(pathToFileURL(`${packages}/oidc-provider/lib/index.js`));

// What the login form calls somebody -> what the provider tells of her.
const PEOPLE = {
  kari: { name: "Kari Nordmann", email: "kari@example.no", pid: "13097248022" },
  ola: { name: "Ola Nordmann", email: "ola@example.no", employer: ["0192:310001007"] },
};

function host(name) {
  const issuer = `http://127.0.0.1:${port}/${name}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: "vurdert",
      client_secret: "a secret of forty-two characters or so, ok",
      redirect_uris: ["http://testserver/sign-in/one/back/", "http://testserver/sign-in/two/back/"],
      token_endpoint_auth_method: "client_secret_basic",
    }],
    claims: { openid: ["sub", "acr", "amr", "employer", "pid"], profile: ["name"], email: ["email"] },
    acrValues: ["high", "low"],
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: ["loopback"] },
    findAccount: (context, id) => ({
      accountId: id,
      claims: () => ({ sub: `subject-of-${id}`, ...PEOPLE[id] }),
    }),
  });
  provider.on("server_error", (context, error) => console.error(error));
  return provider.callback();
}

const hosts = { one: host("one"), two: host("two") };
createServer((request, answer) => {
  const [, name] = request.url.split("/");
  if (!hosts[name]) { answer.statusCode = 404; answer.end(); return; }
  request.originalUrl = request.url;
  request.url = request.url.slice(name.length + 1);
  hosts[name](request, answer);
}).listen(Number(port), "127.0.0.1", () => console.log("ready"));
