"""The same work in pandas: read the three files, clean, de-duplicate, pivot into one row of features a car.

Written as somebody who knows pandas writes it: categories for repeated texts, vectorised, only the columns that are
needed (the employee is not read), nothing kept that is not used again. It ends with the table in memory, where Halle
ends with it in Postgres, together with the facts themselves and the lake.

usage: load-pandas.py FAILURES STATUS RESULTS, all CSV with ISO dates. Prints one JSON object: seconds a phase, rows,
peak memory in bytes, and per feature how many cars have it and its sum, for comparison with Halle's.
"""

import json
import resource
import sys
import time

import numpy as np
import pandas as pd

AFTER_ENTRY = ['ROD', 'AGUA', 'ZP8', 'ZP8R', 'ZP82']
PLACES = ['ZP5', 'ZP5A', 'ZP6', 'ZP61', 'ZP62', 'CAB', 'ZP7']
CODES = {'R750': 'ZP5', 'L540': 'ZP5A', 'G700': 'ZP61', 'M600': 'ZP6', 'M620': 'CAB', 'M700': 'ZP7',
         'M710': 'ROD', 'M720': 'AGUA', 'M800': 'ZP8'}
GROUPS = {'1': '1', '2': '2', '4': '4', '5': '5', '133': '133', '137': '137', '140': '140', '9830946': '9830946',
          '-2': 'none', '#MULTIVALUE': 'multivalue'}
LEGS = [('ZP5', 'ZP5A'), ('ZP5A', 'ZP61'), ('ZP61', 'ZP6'), ('ZP6', 'CAB'), ('CAB', 'ZP7')]
UNITS = {'Nm': 'nm', 'Grad': 'grad', 'min': 'min', '%': 'percent', 'mm': 'mm', 'V': 'v'}
TEST_GROUPS = [1, 2, 718]


def strip_categories(column):
    """Strips a categorical column by its few different texts, not by its rows."""
    texts = column.cat.categories.to_series().str.strip()
    return column.map(texts).astype('category')


def clean(table):
    """Drops rows whose car number or time is not usable; rounds times to the second."""
    knr = table['KNR'].cat.categories
    known = knr[knr.str.fullmatch(r'\d{4}-\d{7}')]
    at = pd.to_datetime(table['DATA'], format='%Y-%m-%d %H:%M:%S.%f', errors='coerce')
    table['DATA'] = (at + pd.Timedelta(milliseconds=500)).dt.floor('s')
    table = table[table['KNR'].isin(known) & table['DATA'].notna()]
    table = table.assign(KNR=table['KNR'].cat.remove_unused_categories())
    return table.drop_duplicates()


def read_failures(path):
    columns = ['KNR', 'MODELO', 'COR', 'MOTOR', 'ESTACAO', 'HALLE', 'FALHA', 'S_GROUP_ID', 'DATA']
    kinds = {name: 'category' for name in columns if name != 'DATA'}
    table = pd.read_csv(path, usecols=columns, dtype={**kinds, 'DATA': str}, keep_default_na=False)
    for name in columns[:-1]:
        table[name] = strip_categories(table[name])
    return clean(table)


def read_status(path):
    table = pd.read_csv(path, dtype={'KNR': 'category', 'STATUS': 'category', 'DATA': str}, keep_default_na=False)
    table['STATUS'] = strip_categories(table['STATUS'])
    return clean(table)


def read_results(path):
    kinds = {name: 'category' for name in ['KNR', 'NAME', 'ID', 'STATUS', 'UNIT', 'VALUE_ID']}
    table = pd.read_csv(path, dtype={**kinds, 'VALUE': str, 'DATA': str}, keep_default_na=False)
    table['UNIT'] = strip_categories(table['UNIT'])
    value = pd.to_numeric(table['VALUE'], errors='coerce')
    comma = value.isna()
    value[comma] = pd.to_numeric(table['VALUE'][comma].str.strip().str.replace(',', '.', regex=False), errors='coerce')
    table['VALUE'] = value
    return clean(table)


def entries(failures, status):
    """When each car entered the road test: M710 or a failure at ROD; without either, the point after it."""
    first = status[status['STATUS'].isin(['M710', 'M720', 'M800'])]
    first = first.assign(STATUS=first['STATUS'].astype(str)).groupby(['KNR', 'STATUS'], observed=True)['DATA'].min()
    first = first.unstack().reindex(columns=['M710', 'M720', 'M800']).astype('datetime64[ns]')
    failed = failures[failures['HALLE'] == 'ROD'].groupby('KNR', observed=True)['DATA'].min().rename('failed')
    signs = first.join(failed, how='outer')
    return signs[['M710', 'failed']].min(axis=1).fillna(signs[['M720', 'M800']].min(axis=1))


def before(table, entry, at):
    """The rows of a table before their car's entry; cars that have not entered keep all."""
    cut = table['KNR'].map(entry)
    return table[~(at >= pd.to_datetime(cut))]


def failure_features(failures):
    by_car = failures.groupby('KNR', observed=True)
    out = by_car.size().rename('failures_total').to_frame()
    place = failures['HALLE'].astype(str).replace({'ZP6 / ZP62': 'ZP6'})
    place = place.where(place.isin(PLACES), 'elsewhere').str.lower()
    at_place = pd.crosstab(failures['KNR'], place)
    for name in [*(p.lower() for p in PLACES), 'elsewhere']:
        out[f'failures_{name}'] = at_place.get(name)
    of_group = pd.crosstab(failures['KNR'], failures['S_GROUP_ID'].astype(str).replace({'': '-2'}))
    for group, name in GROUPS.items():
        out[f'failures_group_{name}'] = of_group.get(group)
    out['last_failure'] = by_car['DATA'].max()
    return out


def status_features(status):
    by_car = status.groupby('KNR', observed=True)
    out = pd.DataFrame({'first': by_car['DATA'].min(), 'last': by_car['DATA'].max(), 'status_events': by_car.size()})
    out['status_repeated'] = out['status_events'] - status.drop_duplicates(['KNR', 'STATUS'])['KNR'].value_counts()
    out['hours_on_line'] = (out['last'] - out['first']).dt.total_seconds() / 3600
    place = status['STATUS'].astype(str).map(CODES)
    reached = status.assign(place=place).dropna(subset=['place'])
    reached = reached.groupby(['KNR', 'place'], observed=True)['DATA'].min().unstack()
    reached = reached.reindex(columns=PLACES).astype('datetime64[ns]')
    for start, end in LEGS:
        out[f'minutes_{start.lower()}_to_{end.lower()}'] = (reached[end] - reached[start]).dt.total_seconds() / 60
    out['last_point_hour'] = out['last'].dt.hour
    out['last_point_weekday'] = out['last'].dt.dayofweek + 1
    return out


def result_features(results):
    counted = results.groupby(['KNR', 'ID', 'STATUS'], observed=True).size().unstack(['ID', 'STATUS'])
    out = pd.DataFrame(index=counted.index)
    for group in TEST_GROUPS:
        for name, code in [('ok', '10'), ('not_ok', '13')]:
            column = counted.get((str(group), code))
            out[f'tests_{name}_{group}'] = 0 if column is None else column.fillna(0)
    measured = results[results['UNIT'].isin(list(UNITS))]
    spread = measured.groupby(['KNR', 'UNIT'], observed=True)['VALUE'].agg(['mean', 'std']).unstack('UNIT')
    for unit, name in UNITS.items():
        out[f'value_mean_{name}'] = spread.get(('mean', unit))
        out[f'value_sd_{name}'] = spread.get(('std', unit))
    return out


def main(failures_path, status_path, results_path):
    seconds = {}
    started = last = time.perf_counter()

    def phase(name):
        nonlocal last
        now = time.perf_counter()
        seconds[name] = round(now - last, 3)
        last = now

    failures = read_failures(failures_path)
    status = read_status(status_path)
    phase('failures and status: read, clean, de-duplicate')
    entry = entries(failures, status)
    cars = pd.Index(failures['KNR'].cat.categories).union(status['KNR'].cat.categories)
    latest = failures.sort_values('DATA').groupby('KNR', observed=True)[['COR', 'MOTOR']].last()
    kept = before(failures, entry, failures['DATA'])
    of_failures = failure_features(kept[~kept['HALLE'].isin(AFTER_ENTRY)])
    kept = before(status, entry, status['DATA'])
    of_status = status_features(kept[~kept['STATUS'].isin([c for c, p in CODES.items() if p in AFTER_ENTRY])])
    rows = {'failures': len(failures), 'status': len(status)}
    del failures, status, kept
    phase('failures and status: features')
    results = read_results(results_path)
    rows['results'] = len(results)
    cars = cars.union(results['KNR'].cat.categories)
    phase('results: read, clean, de-duplicate')
    # An hour of results that is not wholly before the entry is left out, as Halle keeps results by the hour.
    results = before(results, entry, results['DATA'].dt.floor('h') + pd.Timedelta(microseconds=3_599_999_999))
    of_results = result_features(results)
    phase('results: features')
    table = pd.DataFrame(index=cars).join([latest, of_failures, of_status, of_results])
    counts = [name for name in table if name.startswith('failures_') or name in ('status_events', 'status_repeated')]
    table[counts] = table[counts].fillna(0)
    table['hours_since_last_failure'] = (table['last'] - table['last_failure']).dt.total_seconds() / 3600
    features = table.drop(columns=['first', 'last', 'last_failure', 'COR', 'MOTOR'])
    phase('one table')
    seconds['total'] = round(last - started, 3)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    sums = {name: [int(features[name].notna().sum()), float(features[name].astype(np.float64).sum())] for name in features}
    print(json.dumps({'pandas': pd.__version__, 'seconds': seconds, 'peak': peak, 'rows': rows, 'cars': len(table), 'sums': sums}))


if __name__ == '__main__':
    main(*sys.argv[1:4])
