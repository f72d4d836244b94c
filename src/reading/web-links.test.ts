import { expect, test } from 'vitest'
import { boundedLinks, imageList, linkList, webAddress, webLink } from './web-links.ts'

test.each([
  ['https://example.com/a?b=c', 'https://example.com/a?b=c'],
  ['HTTP://Grafana.internal:3000', 'http://grafana.internal:3000/'],
  ['https://example.com/\u0000x', 'https://example.com/%00x'],
  ['https://user:password@example.com/', undefined],
  ['ftp://example.com/', undefined],
  ['javascript:alert(1)', undefined],
  ['https://', undefined],
  ['/a', undefined],
  [`https://example.com/${'x'.repeat(3_000)}`, undefined],
  [undefined, undefined],
])('of the address %j a browser opens %j', (address, url) => {
  expect(webAddress(address)).toBe(url)
})

test('a link without words goes by its address', () => {
  expect(webLink(' \n', 'https://example.com/')).toEqual([
    { text: 'https://example.com/', url: 'https://example.com/' },
  ])
})

test('links and images are read from lists, and what is none is left out', () => {
  const links = [
    { href: 'https://a.example.com/', text: 'A' },
    { text: 'no address' },
    'text',
    null,
  ]
  expect(linkList(links)).toEqual([{ text: 'A', url: 'https://a.example.com/' }])
  expect(linkList('https://a.example.com/')).toEqual([])
  const image = { src: 'https://a.example.com/i.png', href: 'https://a.example.com/', alt: 'I' }
  expect(imageList([image]).map(({ url }) => url)).toEqual([image.src, image.href])
})

test('an address stands once among the links, under its first words', () => {
  const [one] = webLink('one', 'https://example.com/')
  const [two] = webLink('two', 'https://example.com')
  expect(boundedLinks([one, two].flatMap((link) => link ?? []))).toEqual([one])
})
