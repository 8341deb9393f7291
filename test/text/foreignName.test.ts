import { expect, it } from 'vitest';
import { nameInSentence } from '../../src/text/foreignName.js';

it.each([
  'dana',
  'team+ci',
  'dana@contoso.example',
  'robot$project+name',
  'team/app',
  'localhost:5000/team/app',
  'repo:org/app:ref:refs/heads/main',
  'https://issuer.example/a?b=c'.replace('?b', '%3Fb'),
  'user|1234=',
  'Jürgen',
  '*',
  '•••',
  'cut…',
  '',
])('a plain name stays as it is: %s', (name) => {
  expect(nameInSentence(name)).toBe(name);
});

it.each([
  ['dana may push', '“dana may push”'],
  ['K1,dana', '“K1,dana”'],
  ['dana.', '“dana.”'],
  ['dana;x', '“dana;x”'],
  ['dana” may push. “eve', "“dana' may push. 'eve”"],
  ['dana"x', "“dana'x”"],
  ['dana(x)', '“dana(x)”'],
  ['dana\u3164may', '“dana\u3164may”'],
  ['dana\u00a0may', '“dana\u00a0may”'],
  ['<b>', '“<b>”'],
])('a name that could go on with the sentence is quoted: %s', (name, quoted) => {
  expect(nameInSentence(name)).toBe(quoted);
});
