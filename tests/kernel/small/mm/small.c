static void lower(struct thing *thing)
{
	sub(1, &thing->count);
}

static void zap(struct thing *thing)
{
	struct lock *l = lock_of(thing);

	spin_lock(l);
	for_each_entry(thing) {
		if (none(thing->entry))
			continue;
		clear(&thing->entry);
		lower(thing);
	}
	spin_unlock(l);
}

static void peek(struct thing *thing)
{
	if (!present(thing))
		return;
	zap(thing);
}
