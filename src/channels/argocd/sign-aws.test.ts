import { expect, test } from 'vitest'
import { signAws } from './sign-aws.ts'

const REQUEST = {
  url: new URL('https://example.amazonaws.com/'),
  region: 'us-east-1',
  service: 'service',
  key: 'AKIDEXAMPLE',
  secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  now: Date.UTC(2015, 7, 30, 12, 36),
}

// The requests post-vanilla and post-x-www-form-urlencoded of AWS's own test suite.
test.each([
  [{}, '', 'host;x-amz-date', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    { 'content-type': 'application/x-www-form-urlencoded' },
    'Param1=value1',
    'content-type;host;x-amz-date',
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
])('a request with %j and %j is signed as AWS signs it', (headers, body, names, signature) => {
  const signed = signAws({ ...REQUEST, headers, body })
  expect(signed['x-amz-date']).toBe('20150830T123600Z')
  expect(signed.authorization).toBe(
    `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${names}, Signature=${signature}`,
  )
})
