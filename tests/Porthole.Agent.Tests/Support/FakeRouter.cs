using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Support;

/// <summary>A gateway that keeps its table in memory and refuses what a test tells it to.</summary>
internal sealed class FakeRouter(TimeProvider time)
{
    private int _run;
    private int _addressesAsked;

    public static DefaultGateway Gateway { get; } = new()
    {
        Address = IPAddress.Parse("127.0.0.254"),
        LocalAddress = IPAddress.Loopback,
        PrefixLength = 8,
        InterfaceName = "test0",
    };

    public ConcurrentDictionary<(Transport, ushort), MappingRequest> Table { get; } = new();

    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>What to answer to a map request in place of a grant; null grants.</summary>
    public Func<MappingProtocol, MappingRequest, Refusal?> Refuse { get; set; } = (_, _) => null;

    /// <summary>Whether nothing is answered at all, as while it boots.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Whether a mapping may be replaced by one to another host; most routers answer with a conflict instead.</summary>
    public bool Overwrites { get; set; } = true;

    /// <summary>What a map request waits for before it is answered; at once by default.</summary>
    public Task Answering { get; set; } = Task.CompletedTask;

    /// <summary>It tells the external address that it had when it was asked when this is done.</summary>
    public Task Telling { get; set; } = Task.CompletedTask;

    /// <summary>How often it was asked for its external address.</summary>
    public int AddressesAsked => Volatile.Read(ref _addressesAsked);

    /// <summary>What a removal waits for before it is done; at once by default.</summary>
    public Task Removing { get; set; } = Task.CompletedTask;

    /// <summary>What it reads its table out by ends when this is done; it tells what it held when it was asked.</summary>
    public Task Listing { get; set; } = Task.CompletedTask;

    /// <summary>Whether it refuses every removal.</summary>
    public bool KeepsEverything { get; set; }

    /// <summary>Whether it lists what it granted as switched off, and forwards nothing.</summary>
    public bool ListsSwitchedOff { get; set; }

    /// <summary>Whether every grant is permanent.</summary>
    public bool PermanentOnly { get; set; }

    /// <summary>When an entry ends by itself; entries without a time stay.</summary>
    public ConcurrentDictionary<(Transport, ushort), DateTimeOffset> Expiries { get; } = new();

    /// <summary>The lease granted whatever was asked; null grants what was asked.</summary>
    public TimeSpan? GrantInstead { get; set; }

    /// <summary>The port granted whatever was asked, as PCP does when the asked one is taken; null grants what was asked.</summary>
    public ushort? GrantOtherPort { get; set; }

    public IPAddress ExternalAddress { get; set; } = IPAddress.Parse("198.51.100.7");

    /// <summary>Why it tells no external address; null when it does.</summary>
    public Refusal? AddressRefusal { get; set; }

    public FakeSession? Session { get; private set; }

    /// <summary>What it calls itself.</summary>
    public RouterIdentity? Identity { get; set; }

    public IGatewaySession Open(DefaultGateway gateway) => Session = new FakeSession(gateway);

    public IGatewayProtocol Protocol(MappingProtocol kind) => new FakeProtocol(this, kind, time);

    public void Found(params MappingProtocol[] kinds)
    {
        foreach (var kind in kinds) Session!.Tell(new GatewayEvent.ProtocolFound(Protocol(kind)));
        Session!.Tell(new GatewayEvent.SearchEnded(kinds, []));
    }

    /// <summary>Whoever asks it now is heard no more, as when he is killed; the next one is.</summary>
    public void CutOff() => Interlocked.Increment(ref _run);

    /// <summary>Forgets what has run out; tests of the passing of time call it.</summary>
    public void Expire()
    {
        foreach (var (key, _) in Expiries.Where(entry => entry.Value <= time.GetUtcNow()))
        {
            Expiries.TryRemove(key, out _);
            Table.TryRemove(key, out _);
        }
    }

    private Refusal? ConflictWith(MappingRequest request) =>
        !Overwrites && Table.TryGetValue((request.Transport, request.ExternalPort), out var entry) && !entry.Internal.Equals(request.Internal)
            ? new Refusal(RefusalReason.Conflict, "718 ConflictInMappingEntry", 718)
            : null;

    private sealed class FakeProtocol(FakeRouter router, MappingProtocol kind, TimeProvider time) : IGatewayProtocol
    {
        private readonly int _run = router._run;

        public MappingProtocol Kind => kind;

        public string Name => kind.ToString();

        public RouterIdentity? Router => kind == MappingProtocol.UpnpIgd ? router.Identity : null;

        public bool CanMapForOthers => kind == MappingProtocol.UpnpIgd;

        public bool CanRead => kind == MappingProtocol.UpnpIgd;

        public async ValueTask<GatewayResult<Mapping>> MapAsync(MappingRequest request, CancellationToken cancellationToken)
        {
            router.Calls.Enqueue($"map {request.ExternalPort} {request.Internal}");
            if (IsSilent) return Silence;
            var refusal = router.Refuse(kind, request) ?? router.ConflictWith(request);
            await router.Answering.WaitAsync(cancellationToken);
            if (refusal is not null) return refusal;
            request = request with { ExternalPort = router.GrantOtherPort ?? request.ExternalPort };
            var key = (request.Transport, request.ExternalPort);
            TimeSpan? lease = router.PermanentOnly ? null : router.GrantInstead ?? request.Lease;
            router.Table[key] = request;
            if (lease is { } ends && ends < TimeSpan.FromDays(365)) router.Expiries[key] = time.GetUtcNow() + ends;
            else router.Expiries.TryRemove(key, out _);
            return new Mapping
            {
                Via = kind,
                Transport = request.Transport,
                Internal = request.Internal,
                ExternalPort = request.ExternalPort,
                Lease = lease,
                GrantedAt = time.GetUtcNow(),
                Description = request.Description,
            };
        }

        public async ValueTask<GatewayResult<Done>> UnmapAsync(Mapping mapping, CancellationToken cancellationToken)
        {
            router.Calls.Enqueue($"unmap {mapping.ExternalPort}");
            if (IsSilent) return Silence;
            if (router.KeepsEverything) return new Refusal(RefusalReason.OnlyForAsker, "606 Action not authorized", 606);
            await router.Removing.WaitAsync(cancellationToken);
            var key = (mapping.Transport, mapping.ExternalPort);
            if (router.Table.TryGetValue(key, out var entry) && entry.Internal.Equals(mapping.Internal)) router.Table.TryRemove(key, out _);
            return default(Done);
        }

        public async ValueTask<GatewayResult<IPAddress>> GetExternalAddressAsync(CancellationToken cancellationToken)
        {
            GatewayResult<IPAddress> answer = router.AddressRefusal is { } refusal ? refusal : router.ExternalAddress;
            Interlocked.Increment(ref router._addressesAsked);
            await router.Telling.WaitAsync(cancellationToken);
            return IsSilent ? Silence : answer;
        }

        public ValueTask<GatewayResult<TableEntry>> ReadAsync(Transport transport, ushort externalPort, CancellationToken cancellationToken) =>
            ValueTask.FromResult(IsSilent ? Silence : router.Table.TryGetValue((transport, externalPort), out var request)
                ? (GatewayResult<TableEntry>)Entry(request)
                : new Refusal(RefusalReason.NotFound, $"no entry for {externalPort}", 714));

        public async ValueTask<GatewayResult<IReadOnlyList<TableEntry>>> ListAsync(CancellationToken cancellationToken)
        {
            var entries = router.Table.Values.Select(Entry).ToList();
            await router.Listing.WaitAsync(cancellationToken);
            return IsSilent ? Silence : entries;
        }

        private bool IsSilent => router.IsSilent || _run != router._run;

        private static Refusal Silence => new(RefusalReason.NoAnswer, "no answer in 10 s");

        private TableEntry Entry(MappingRequest request) => new()
        {
            Transport = request.Transport,
            ExternalPort = request.ExternalPort,
            InternalAddress = request.Internal.Address,
            InternalPort = (ushort)request.Internal.Port,
            Enabled = !router.ListsSwitchedOff,
            Description = request.Description,
        };
    }
}

/// <summary>A session whose events a test tells.</summary>
internal sealed class FakeSession(DefaultGateway gateway) : IGatewaySession
{
    private readonly Channel<GatewayEvent> _events = Channel.CreateUnbounded<GatewayEvent>();

    public DefaultGateway Gateway => gateway;

    public ChannelReader<GatewayEvent> Events => _events.Reader;

    public int Searches { get; private set; }

    /// <summary>Events told and not yet read.</summary>
    public int Told => _events.Reader.Count;

    public void Tell(GatewayEvent what) => _events.Writer.TryWrite(what);

    public void Start() => Searches++;

    public void SearchAgain() => Searches++;

    public RememberedGateway Remember() => new(DescriptionUrl: null);

    public ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }
}
