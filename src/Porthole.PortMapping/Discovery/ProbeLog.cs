namespace Porthole.PortMapping.Discovery;

/// <summary>What one probe sent and heard since its search began; the source of its <see cref="ProbeReport"/>.</summary>
internal sealed class ProbeLog(MappingProtocol protocol, string request, string target, TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _began = time.GetTimestamp();
    private int _sent;
    private TimeSpan? _answeredAfter;
    private string _heard = "";

    /// <summary>Whether the gateway answered this protocol since the search began.</summary>
    public bool Answered
    {
        get
        {
            lock (_gate)
                return _answeredAfter is not null;
        }
    }

    /// <summary>Begins a new search.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _began = time.GetTimestamp();
            _sent = 0;
            _answeredAfter = null;
            _heard = "";
        }
    }

    public void Sent()
    {
        lock (_gate)
            _sent++;
    }

    /// <summary>Notes the gateway's first answer.</summary>
    public void Answer(string what)
    {
        lock (_gate)
        {
            if (_answeredAfter is not null)
                return;
            _answeredAfter = time.GetElapsedTime(_began);
            _heard = what;
        }
    }

    /// <summary>Notes what came back in place of an answer; the last note stands until there is an answer.</summary>
    public void Note(string what)
    {
        lock (_gate)
        {
            if (_answeredAfter is null)
                _heard = what;
        }
    }

    public ProbeReport Report()
    {
        lock (_gate)
        {
            var times = _sent == 1 ? "once" : $"{_sent} times";
            return new ProbeReport(
                protocol,
                _answeredAfter is not null,
                $"{request} to {target}, {times}",
                _heard.Length == 0 ? "nothing came back" : _heard,
                _answeredAfter ?? time.GetElapsedTime(_began));
        }
    }
}
