import { describe, expect, it } from '@jest/globals';
import { readStaffFile, STAFF_LINES_MAX, type StaffFile } from './staff-file.ts';

const HEADING = '姓名,身份证号,工号,手机,金额';
const GOOD = '某甲,11010519491231002X,e-1,13900001111,300';
const file = (...lines: string[]) => readStaffFile([HEADING, ...lines].join('\r\n'));
/** Line, column and code of each fault. */
const faultsOf = (read: StaffFile) =>
  read.kind === 'faults' ? read.faults.map(({ line, column, code }) => [line, column, code]) : read.kind;

describe('a file of people', () => {
  it('is read with a heading in Chinese or English, in any order, with amounts in yuan', async () => {
    expect(await file(GOOD, '', '某乙,P1234567,e-2,,"1,234.5"')).toEqual({
      kind: 'people',
      allowancesFen: 153_450n,
      people: [
        {
          line: 2,
          staffNo: 'e-1',
          profile: { name: '某甲', idNumber: '11010519491231002X', mobile: '13900001111' },
          amountFen: 30_000n,
        },
        { line: 4, staffNo: 'e-2', profile: { name: '某乙', idNumber: 'P1234567' }, amountFen: 123_450n },
      ],
    });
    const english = await readStaffFile('\uFEFFStaff No,Name,ID Number\ne-1,Somebody,P1234567\n');
    expect(english).toMatchObject({ kind: 'people', people: [{ staffNo: 'e-1', amountFen: 0n }] });
  });

  it('names every fault of every line by its column, and says none of it back', async () => {
    const wrong = [
      ',110105194912310021,e 1,12,3.001',
      '某丙,11010519491231002x,e-1,,100000.01',
      `某丁,11010519491231002X,e-1,13900001111,-5`,
      '某戊,P1234567,e-3',
    ];
    const read = await file(...wrong.slice(0, 2), ...wrong.slice(2));
    expect(faultsOf(read)).toEqual([
      [2, 'name', 'value_missing'],
      [2, 'idNumber', 'id_number_invalid'],
      [2, 'staffNo', 'staff_no_invalid'],
      [2, 'mobile', 'mobile_invalid'],
      [2, 'amountYuan', 'amount_invalid'],
      [3, 'amountYuan', 'amount_too_large'],
      [4, 'idNumber', 'id_number_repeated'],
      [4, 'staffNo', 'staff_no_repeated'],
      [4, 'amountYuan', 'amount_invalid'],
      [5, null, 'fields_mismatch'],
    ]);
    if (read.kind !== 'faults') throw new Error('faults were expected');
    expect(read).toMatchObject({ faultCount: 10, wrongLines: 4, lines: 4 });
    expect(read.faults[6]?.message).toEqual({
      'zh-CN': '证件号码与第 3 行重复',
      en: 'The ID number is that of line 3',
    });
    for (const value of ['110105194912310021', '某丙', '13900001111', 'P1234567']) {
      expect(JSON.stringify(read)).not.toContain(value);
    }
  });

  it('is none with another heading, without lines, or with too many', async () => {
    expect(await readStaffFile('姓名,工号,地址\n')).toMatchObject({
      code: 'csv_heading_invalid',
      members: { missing: ['idNumber'], unknownColumns: [3] },
    });
    expect(await file()).toMatchObject({ code: 'file_empty' });
    expect(await readStaffFile('')).toMatchObject({ code: 'file_empty' });
    const many = Array.from({ length: STAFF_LINES_MAX + 1 }, (_, n) => `某甲,P${1_000_000 + n},e-${n},,`);
    expect(await file(...many)).toMatchObject({ code: 'too_many_lines', members: { limit: STAFF_LINES_MAX } });
  });

  it('ends where a quote is never closed, which is a fault of its line', async () => {
    expect(faultsOf(await file(GOOD, '"某乙,P1234567,e-2,,'))).toEqual([[3, null, 'csv_malformed']]);
  });
});
