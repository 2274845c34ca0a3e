using Porthole.PortMapping.Discovery;
using Porthole.PortMapping.Upnp.Description;
using Porthole.PortMapping.Upnp.Eventing;
using Porthole.PortMapping.Upnp.Http;

namespace Porthole.PortMapping.Upnp;

/// <summary>The service in use: found by a description, announced, followed by its events, lost.</summary>
internal sealed class FoundService(
    DefaultGateway gateway, GatewayOptions options, GatewayIdentity identity, GatewayPin pin, TimeProvider time, IProbeSink sink, CancellationToken stop)
{
    // A router has one description, two where two stacks run in it; an address on the LAN can claim any number, each a connection to the router.
    private const int MostDescriptionsAtOnce = 4;

    private readonly RouterHttpClient _http = new(gateway, pin, time, HttpBounds.Default);
    private readonly BackgroundTasks _tasks = new();
    private readonly Lock _lock = new();
    private UpnpProtocol? _current;
    private UpnpSearchLog? _announcedIn;
    private Uri? _descriptionUrl;
    private CancellationTokenSource? _events;
    private int _describing;

    /// <summary>Where the service found last was described; kept when it is lost, since it mostly comes back there.</summary>
    public Uri? DescriptionUrl
    {
        get
        {
            lock (_lock)
            {
                return _descriptionUrl;
            }
        }
    }

    /// <summary>The service in use; null while there is none.</summary>
    public UpnpProtocol? Current
    {
        get
        {
            lock (_lock)
            {
                return _current;
            }
        }
    }

    /// <summary>Fetches a description, once in a search, and announces the service that it leads to.</summary>
    public void Describe(Uri url, string server, UpnpSearchLog search, TimeSpan? connectWithin = null)
    {
        if (Volatile.Read(ref _describing) < MostDescriptionsAtOnce && search.TakeDescription(url))
        {
            Interlocked.Increment(ref _describing);
            _tasks.Run(DescribeAsync(url, server, search, connectWithin));
        }
    }

    /// <summary>Ends the use of the service, if it is still the one in use; the session then searches anew.</summary>
    public void Lose(UpnpProtocol protocol, string evidence, bool saidGoodbye = false)
    {
        if (Drop(protocol))
        {
            sink.Lost(MappingProtocol.UpnpIgd, evidence, saidGoodbye);
        }
    }

    /// <summary>Ends the use of what was learnt of a router that has since restarted.</summary>
    public void Restart(string evidence)
    {
        Drop(Current);
        sink.Restarted(evidence);
    }

    /// <summary>Waits for what still runs, after the session's token was cancelled.</summary>
    public async Task EndAsync()
    {
        await _tasks.WaitAsync();
        _http.CloseSpare();
        lock (_lock)
        {
            EndEvents();
        }
    }

    private bool Drop(UpnpProtocol? protocol)
    {
        lock (_lock)
        {
            if (protocol is null || _current != protocol)
            {
                return false;
            }

            _current = null;
            _announcedIn = null;
            EndEvents();
            return true;
        }
    }

    private async Task DescribeAsync(Uri url, string server, UpnpSearchLog search, TimeSpan? connectWithin)
    {
        try
        {
            var result = await new DescriptionReader(_http, pin, gateway, time, options.IgdVersion)
                .ReadAsync(url, server, connectWithin, isFirst: Current is null && connectWithin is null, stop);
            if (result.Protocol is { } protocol)
            {
                await AnnounceAsync(protocol, search);
                return;
            }

            _http.CloseSpare();
            search.Note(result.Evidence);
            if (!result.IsFinal)
            {
                search.ReleaseDescription(url);
            }
        }
        catch (OperationCanceledException)
        {
            // The session ended.
        }
        finally
        {
            Interlocked.Decrement(ref _describing);
        }
    }

    private async Task AnnounceAsync(UpnpProtocol protocol, UpnpSearchLog search)
    {
        UpnpProtocol? rival;
        lock (_lock)
        {
            rival = _announcedIn == search ? _current : null;
        }

        // A second description of the same router counts only when the first one's connection is down.
        if (rival is not null && (await rival.Connection.IsUsableAsync(stop) || !await protocol.Connection.IsUsableAsync(stop)))
        {
            return;
        }

        protocol = Adopt(protocol, search);
        search.Found($"{protocol.Router.Server} ('{protocol.Router.FriendlyName}') offers {protocol.Soap.Service.ServiceType} at {protocol.Soap.ControlUrl}");
        sink.Found(protocol);
    }

    private UpnpProtocol Adopt(UpnpProtocol protocol, UpnpSearchLog search)
    {
        lock (_lock)
        {
            _announcedIn = search;
            if (_current is not null && _current.IsSameAs(protocol))
            {
                // The same service as in the search before keeps what it has learnt of its router.
                return _current;
            }

            EndEvents();
            _current = protocol;
            _descriptionUrl = protocol.DescriptionUrl;
            protocol.Soap.Gone = evidence => Lose(protocol, evidence);
            Follow(protocol);
            return protocol;
        }
    }

    /// <summary>Subscribes to the service's events.</summary>
    private void Follow(UpnpProtocol protocol)
    {
        if (protocol.Soap.Service.EventUrls.IsEmpty)
        {
            return;
        }

        _events = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var digest = new EventDigest(protocol.Connection, () => protocol.HeldCount, sink);
        var subscription = new EventSubscription(protocol.Soap.Service.EventUrls, _http, protocol.Soap.Turn, identity, gateway, time, digest.Take, sink);
        _tasks.Run(subscription.RunAsync(_events.Token));
    }

    private void EndEvents()
    {
        _events?.Cancel();
        _events?.Dispose();
        _events = null;
    }
}
