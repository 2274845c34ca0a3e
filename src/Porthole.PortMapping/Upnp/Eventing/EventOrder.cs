namespace Porthole.PortMapping.Upnp.Eventing;

/// <summary>
/// Judges messages by the numbers that each subscription gives them: from 0 up by one, and after 4294967295 again from 1
/// (UPnP Device Architecture 1.1, 4.3.2).
/// </summary>
internal sealed class EventOrder
{
    // One is ours, and one may still run that the router ended, or forgot to end, before it.
    private const int MostSubscriptions = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Count> _subscriptions = new(StringComparer.Ordinal);

    /// <summary>A subscription is about to be asked for. A router may name it as the one before, and counts from 0 again.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            foreach (var count in _subscriptions.Values)
            {
                count.MayBeginAnew = true;
            }
        }
    }

    /// <summary>Judges a message; those without a number, which some routers send, pass as they come.</summary>
    public EventVerdict Judge(EventMessage message)
    {
        if (message.Number is not { } number)
        {
            return EventVerdict.News;
        }

        lock (_lock)
        {
            if (_subscriptions.TryGetValue(message.Sid, out var count))
            {
                return count.Judge(number, message.Properties);
            }

            if (_subscriptions.Count == MostSubscriptions)
            {
                _subscriptions.Clear();
            }

            _subscriptions[message.Sid] = new Count(number, message.Properties);
            return number == 0 ? EventVerdict.News : new EventVerdict(IsNews: true, $"the first event heard has the number {number}");
        }
    }

    private sealed class Count(uint first, EventProperties properties)
    {
        private uint _last = first;
        private EventProperties _content = properties;
        private bool _means = true;

        public bool MayBeginAnew { get; set; }

        public EventVerdict Judge(uint number, EventProperties told)
        {
            var before = _last;
            var beginsAnew = MayBeginAnew && number == 0;
            MayBeginAnew &= !beginsAnew;
            if (number == before && !beginsAnew)
            {
                return JudgeSame(told);
            }

            if (!beginsAnew && unchecked((int)(number - before)) < 0)
            {
                return _means ? new EventVerdict(IsNews: false, $"event {number} came behind event {before}") : EventVerdict.News;
            }

            (_last, _content) = (number, told);

            // Behind the last number comes 1 by the book; 0 is what a counter gives that nobody looks after.
            var isNext = beginsAnew || number == unchecked(before + 1) || (before == uint.MaxValue && number == 1);
            return isNext || !_means ? EventVerdict.News : new EventVerdict(IsNews: true, $"event {number} followed event {before}");
        }

        // Sent again, because the answer was lost. Who gives one number to different messages does not count at all.
        private EventVerdict JudgeSame(EventProperties told)
        {
            if (told == _content)
            {
                return EventVerdict.Known;
            }

            (_means, _content) = (false, told);
            return EventVerdict.News;
        }
    }
}

/// <summary>What a message is worth.</summary>
/// <param name="IsNews">Whether what it tells is to be taken; not when it was taken already, or is older than what was.</param>
/// <param name="Loss">What shows that others did not arrive; null for nothing.</param>
internal readonly record struct EventVerdict(bool IsNews, string? Loss)
{
    public static EventVerdict News { get; } = new(IsNews: true, Loss: null);

    public static EventVerdict Known { get; } = new(IsNews: false, Loss: null);
}
