using Porthole.Relay.Admission;

namespace Porthole.Relay.Listening;

/// <summary>What all listeners of a host share.</summary>
internal sealed class RelayContext
{
    private volatile RelayOptions _options;
    private long _lastSessionId;

    public RelayContext(RelayOptions options, TimeProvider time)
    {
        _options = options;
        Clock = new RelayClock(time);
        Admission = new AdmissionControl(options, Clock);
        Events = new EventQueue(Clock);
    }

    public RelayClock Clock { get; }

    public RelayOptions Options => _options;

    public AdmissionControl Admission { get; }

    public EventQueue Events { get; }

    public LoopGuard Loops { get; } = new();

    public long NextSessionId() => Interlocked.Increment(ref _lastSessionId);

    public void Update(RelayOptions options)
    {
        _options = options;
        Admission.Update(options);
    }
}
