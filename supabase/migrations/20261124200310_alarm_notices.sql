-- An alarm is told when it is raised. One that an expected change explains is shown, but asks nobody to look.

create function private.tell_alarm() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.notify_people('alarm', jsonb_build_object('alarmId', new.id, 'modelId', new.model_id, 'feature', new.feature,
    'since', new.since, 'checkpoint', new.checkpoint, 'effect', new.effect));
  return null;
end $$;
create trigger alarm_told after insert on public.alarms
  for each row when (new.expected_by is null and new.closed_at is null) execute function private.tell_alarm();
