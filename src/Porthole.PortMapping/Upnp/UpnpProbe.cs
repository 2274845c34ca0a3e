using System.Net;
using System.Net.Sockets;
using Porthole.PortMapping.Discovery;
using Porthole.PortMapping.Upnp.Http;
using Porthole.PortMapping.Upnp.Ssdp;

namespace Porthole.PortMapping.Upnp;

/// <summary>UPnP's part in a gateway session: SSDP search by unicast and multicast, announcements, and the service that they lead to.</summary>
internal sealed class UpnpProbe(DefaultGateway gateway, GatewayOptions options, GatewayIdentity identity, TimeProvider time) : IProtocolProbe
{
    // A host that is off leaves a SYN unanswered, and the system repeats it after 1 s: a look knocks once.
    private static readonly TimeSpan OneSyn = TimeSpan.FromMilliseconds(900);

    // The description known may be the only way to a router whose answers to SSDP do not come through; but at four looks
    // an hour, fetched in each, it would take a silent host beyond 20 packets.
    private const int LooksPerFetch = 2;

    private readonly CancellationTokenSource _stop = new();
    private readonly BackgroundTasks _tasks = new();
    private readonly GatewayPin _pin = new(identity);
    private readonly BootNumbers _boots = new();
    private readonly Lock _lock = new();
    private IProbeSink? _sink;
    private SsdpHearing? _hearing;
    private FoundService? _service;
    private SsdpSocket? _searching;
    private SsdpSocket? _listening;
    private UpnpSearchLog _search = new(time);
    private int _looks;
    private long? _restartedAt;

    public MappingProtocol Protocol => MappingProtocol.UpnpIgd;

    public void Start(IProbeSink sink)
    {
        _sink = sink;
        _hearing = new SsdpHearing(identity, _pin, sink);
        _service = new FoundService(gateway, options, identity, _pin, time, sink, _stop.Token);
        OpenSockets();
    }

    public void Send(int attempt)
    {
        var search = BeginOrContinue(attempt);
        if (attempt == 0)
        {
            FetchKnown(search, connectWithin: null);
        }

        Search(attempt, search);
    }

    public void Look()
    {
        var search = BeginOrContinue(attempt: 0);
        if (_looks++ % LooksPerFetch == 0)
        {
            FetchKnown(search, OneSyn);
        }

        Search(attempt: 0, search);
    }

    // Some gateways hear multicast alone (tailscale#3197).
    public bool AnswersAsks => false;

    // By unicast alone: the answer carries the boot number and the description's place.
    public void Ask()
    {
        if (_searching is { } socket)
        {
            SendOne(socket, SsdpSearch.Packets(attempt: 0, $"{SsdpSocket.Group}:{options.SsdpPort}").First(), new IPEndPoint(gateway.Address, options.SsdpPort), Log);
        }
    }

    public ProbeReport Report() =>
        Log.Report($"{gateway.Address}:{options.SsdpPort}{(options.Multicast ? $" and to the group on {gateway.LocalAddress}" : "")}");

    public Uri? DescriptionUrl => _service?.DescriptionUrl;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _tasks.WaitAsync();
        if (_service is not null)
        {
            await _service.EndAsync();
        }

        _searching?.Dispose();
        _listening?.Dispose();
        _stop.Dispose();
    }

    private UpnpSearchLog Log
    {
        get
        {
            lock (_lock)
            {
                return _search;
            }
        }
    }

    private UpnpSearchLog BeginOrContinue(int attempt)
    {
        lock (_lock)
        {
            return attempt == 0 ? _search = new UpnpSearchLog(time) : _search;
        }
    }

    /// <summary>Opens the sockets, and those again that could not be opened before: an interface may come up later.</summary>
    private void OpenSockets()
    {
        lock (_lock)
        {
            _searching ??= Open("to search", () => SsdpSocket.ForSearch(gateway.LocalAddress, options.Multicast));
            if (options.Multicast)
            {
                _listening ??= Open("for announcements", () => SsdpSocket.ForAnnouncements(gateway.LocalAddress, options.SsdpPort));
            }
        }
    }

    private SsdpSocket? Open(string purpose, Func<SsdpSocket> open)
    {
        if (_stop.IsCancellationRequested)
        {
            return null;
        }

        try
        {
            var socket = open();
            _tasks.Run(socket.ReceiveAsync(Hear, time, _stop.Token));
            return socket;
        }
        catch (SocketException e)
        {
            _search.Note($"no SSDP socket {purpose} on {gateway.LocalAddress}: {e.SocketErrorCode}");
            return null;
        }
    }

    /// <summary>Asks at once for the description known from the last search or the last run: it saves waiting for SSDP.</summary>
    private void FetchKnown(UpnpSearchLog search, TimeSpan? connectWithin)
    {
        if ((DescriptionUrl ?? options.Remembered?.DescriptionUrl) is { } url && _pin.Allows(url))
        {
            search.SentRemembered(url);
            _service?.Describe(url, "", search, connectWithin);
        }
    }

    private void Search(int attempt, UpnpSearchLog search)
    {
        OpenSockets();
        if (_searching is { } socket)
        {
            SendSearches(socket, attempt, search);
        }
    }

    private void SendSearches(SsdpSocket socket, int attempt, UpnpSearchLog search)
    {
        var group = new IPEndPoint(SsdpSocket.Group, options.SsdpPort);
        var unicast = new IPEndPoint(gateway.Address, options.SsdpPort);
        foreach (var packet in SsdpSearch.Packets(attempt, group.ToString()))
        {
            SendOne(socket, packet, unicast, search);
            if (options.Multicast)
            {
                SendOne(socket, packet, group, search);
            }
        }
    }

    private static void SendOne(SsdpSocket socket, byte[] packet, IPEndPoint to, UpnpSearchLog search)
    {
        var error = socket.Send(packet, to);
        if (error == SocketError.Success)
        {
            search.Sent(1);
        }
        else
        {
            search.Note($"cannot send to {to}: {error}");
        }
    }

    private void Hear(IPEndPoint from, ReadOnlySpan<byte> packet)
    {
        var search = Log;
        if (_hearing!.Judge(from, packet, search) is not { } message)
        {
            return;
        }

        Tell(message.Kind);
        var isRestarted = false;
        if (_boots.FindRestart(message) is { } restart && IsFirstOfARestart())
        {
            _service!.Restart(restart);
            search = Log;
            isRestarted = true;
        }

        if (message.Kind == SsdpKind.ByeBye)
        {
            HearGoodbye(message);
        }
        else if (_hearing.FindDescription(message, search) is { } url && (isRestarted || IsNews(message, url)))
        {
            if (isRestarted)
            {
                // What was read before the restart is old.
                search.ReleaseDescription(url);
            }

            _service!.Describe(url, message.Server, search);
        }
    }

    private void Tell(SsdpKind kind)
    {
        if (kind == SsdpKind.Answer)
        {
            _sink!.Answered();
        }
        else
        {
            _sink!.Spoke();
        }
    }

    /// <summary>Whoever forges the gateway's packets could have its description read anew with every one: a restart is believed once in so long.</summary>
    private bool IsFirstOfARestart()
    {
        lock (_lock)
        {
            if (_restartedAt is { } before && time.GetElapsedTime(before) < SearchSchedule.OneRestart)
            {
                return false;
            }

            _restartedAt = time.GetTimestamp();
            return true;
        }
    }

    private void HearGoodbye(SsdpMessage message)
    {
        var current = _service!.Current;
        if (current is not null && (message.ClaimsGateway || (current.Device.Length > 0 && message.Device == current.Device)))
        {
            _service.Lose(current, $"the gateway took its leave by SSDP ({message.Target})", saidGoodbye: true);
        }
    }

    /// <summary>Every answer to a search counts; an announcement only when it leads to something new, or back to what was lost.</summary>
    private bool IsNews(SsdpMessage message, Uri url) =>
        message.Kind == SsdpKind.Answer || _service!.Current is not { } current || current.DescriptionUrl != url;
}
