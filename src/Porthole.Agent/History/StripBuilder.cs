using Porthole.Agent.Status;

namespace Porthole.Agent.History;

/// <summary>Builds the strip of one forward from what became of it, told in the order of time.</summary>
internal sealed class StripBuilder(DateTimeOffset begin)
{
    private readonly List<AvailabilitySpan> _spans = [new(begin, null)];

    public void Become(ForwardState? state, DateTimeOffset at)
    {
        // What was before the strip, and a clock that was set back, count from the end of what stands already.
        var last = _spans[^1];
        if (state == last.State) return;
        if (at <= last.From) _spans.RemoveAt(_spans.Count - 1);
        if (_spans.Count == 0 || _spans[^1].State != state) _spans.Add(new AvailabilitySpan(at > last.From ? at : last.From, state));
    }

    public AvailabilityStrip Finish(string id, DateTimeOffset end)
    {
        TimeSpan open = TimeSpan.Zero, known = TimeSpan.Zero;
        for (var i = 0; i < _spans.Count; i++)
        {
            // A pause is a wish, not a fault.
            if (_spans[i].State is null or ForwardState.Paused) continue;
            var length = (i + 1 < _spans.Count ? _spans[i + 1].From : end) - _spans[i].From;
            known += length;
            if (_spans[i].State == ForwardState.Mapped) open += length;
        }

        return new AvailabilityStrip(id, known > TimeSpan.Zero ? Math.Round(open / known, 4) : null, [.. _spans]);
    }
}
