import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scalars } from '$lib/format';
import { catalogue, emptyForm } from '$lib/ipc/mock/create';
import type { VideoForm } from '$lib/ipc/bindings';
import { cut, formProblems, pairProblems, voiceMismatch, voiceName } from './form';

const form = (patch: Partial<VideoForm> = {}): VideoForm => ({ ...emptyForm, idea: 'An idea', ...patch });
const fields = (patch: Partial<VideoForm>) =>
  formProblems(form(patch), catalogue).map((problem) => `${problem.field} ${problem.rule}`);

describe('the rules of the form', () => {
  it('takes a form within its limits', () => {
    expect(fields({})).toEqual([]);
    expect(fields({ duration: 15 })).toEqual([]);
    expect(fields({ duration: 90, resolution: '4k', captionStyle: null, music: 'none' })).toEqual([]);
  });

  it.each([
    ['idea required', { idea: ' \n' }],
    ['idea too_long', { idea: 'x'.repeat(2001) }],
    ['style unknown_value', { style: 'listicle' }],
    ['voice unknown_value', { voice: 'gone' }],
    ['language unknown_value', { language: 'xx' }],
    ['duration out_of_range', { duration: 14 }],
    ['duration out_of_range', { duration: 91 }],
    ['duration out_of_range', { duration: 44.5 }],
    ['captionStyle unknown_value', { captionStyle: 'comic' }],
    ['music unknown_value', { music: 'loud' }],
    ['resolution unknown_value', { resolution: '8k' }],
    ['metadata required', { metadata: [{ key: ' ', value: 'x' }] }],
    [
      'metadata duplicate',
      {
        metadata: [
          { key: 'a', value: '1' },
          { key: 'a', value: '2' },
        ],
      },
    ],
    ['metadata too_many', { metadata: Array.from({ length: 20 }, (_, i) => ({ key: `k${i}`, value: '' })) }],
  ])('says %s', (said, patch) => {
    expect(fields(patch)).toEqual([said]);
  });

  it('counts the idea as TikVod does', () => {
    expect(fields({ idea: '🎬'.repeat(2000) })).toEqual([]);
    expect(fields({ idea: '🎬'.repeat(2001) })).toEqual(['idea too_long']);
  });

  it('calls the later of two equal names the duplicate', () => {
    expect(
      pairProblems([
        { key: 'a', value: '' },
        { key: '', value: '' },
        { key: 'a', value: '' },
      ]),
    ).toEqual([null, 'required', 'duplicate']);
  });

  it('says when the voice speaks another language', () => {
    expect(voiceMismatch(form(), catalogue)).toBeNull();
    expect(voiceMismatch(form({ language: 'de' }), catalogue)).toEqual({
      voice: 'Leo',
      locale: 'English',
      language: 'German',
    });
  });

  it('splits a voice’s name', () => {
    expect(voiceName('Mia (calm)')).toEqual({ name: 'Mia', note: 'calm' });
    expect(voiceName('Mia')).toEqual({ name: 'Mia', note: '' });
  });

  it('cuts a text to its limit and never through a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.nat(40), (text, limit) => {
        const done = cut(text, limit);
        expect(scalars(done.text)).toBe(Math.min(limit, scalars(text)));
        expect(text.startsWith(done.text)).toBe(true);
        expect(done.wasCut).toBe(done.text !== text);
      }),
    );
  });
});
