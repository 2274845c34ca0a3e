using System.Net;

namespace Porthole.PortMapping.Upnp;

/// <summary>One search: what was sent, what came back, and what was dealt with already. Safe to use from any thread.</summary>
internal sealed class UpnpSearchLog(TimeProvider time)
{
    // What a person reads at once; a hostile host must not fill memory with addresses or notes.
    private const int MostNotes = 4;
    private const int MostSeen = 64;

    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private readonly HashSet<Uri> _descriptions = [];
    private readonly HashSet<IPAddress> _strangers = [];
    private readonly List<string> _notes = [];
    private int _searches;
    private Uri? _remembered;
    private string? _found;
    private TimeSpan _answeredAfter;

    /// <summary>Counts the M-SEARCH packets of one attempt.</summary>
    public void Sent(int packets)
    {
        lock (_lock)
        {
            _searches += packets;
        }
    }

    /// <summary>Notes that the description of the last run is asked for.</summary>
    public void SentRemembered(Uri url)
    {
        lock (_lock)
        {
            _remembered = url;
        }
    }

    /// <summary>Notes what came back, each thing once.</summary>
    public void Note(string note)
    {
        lock (_lock)
        {
            if (_notes.Count < MostNotes && !_notes.Contains(note))
            {
                _notes.Add(note);
            }
        }
    }

    /// <summary>Whether a description is to be fetched: true once for each URL.</summary>
    public bool TakeDescription(Uri url)
    {
        lock (_lock)
        {
            return _descriptions.Count < MostSeen && _descriptions.Add(url);
        }
    }

    /// <summary>Lets a description that could not be fetched be asked for again, should the gateway answer another search with it.</summary>
    public void ReleaseDescription(Uri url)
    {
        lock (_lock)
        {
            _descriptions.Remove(url);
        }
    }

    /// <summary>Whether a stranger is to be told of: true once for each address.</summary>
    public bool TakeStranger(IPAddress address)
    {
        lock (_lock)
        {
            return _strangers.Count < MostSeen && _strangers.Add(address);
        }
    }

    /// <summary>Notes the protocol found.</summary>
    public void Found(string what)
    {
        lock (_lock)
        {
            if (_found is null)
            {
                _answeredAfter = time.GetElapsedTime(_start);
            }

            _found = what;
        }
    }

    public ProbeReport Report(string searchedAt)
    {
        lock (_lock)
        {
            var tried = $"{_searches} SSDP searches to {searchedAt}" + (_remembered is null ? "" : $", GET {_remembered}");
            var answer = _found ?? (_notes.Count == 0 ? "nothing came back" : string.Join("; ", _notes));
            var elapsed = _found is null ? time.GetElapsedTime(_start) : _answeredAfter;
            return new ProbeReport(MappingProtocol.UpnpIgd, _found is not null, tried, answer, elapsed);
        }
    }
}
