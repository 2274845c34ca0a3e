using System.Collections.Concurrent;
using System.Net;
using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping.Tests.Discovery;

/// <summary>A probe without a network: notes when it was told to send, and answers when a test says so.</summary>
internal sealed class FakeProbe(MappingProtocol protocol, TimeProvider time) : IProtocolProbe, IGatewayProtocol
{
    private readonly DateTimeOffset _began = time.GetUtcNow();
    private volatile bool _answered;
    private int _asks;

    public MappingProtocol Protocol => protocol;

    public ConcurrentQueue<(int Attempt, TimeSpan At)> Sends { get; } = new();

    public IProbeSink? Sink { get; private set; }

    /// <summary>Answer as soon as asked.</summary>
    public bool Alive { get; set; }

    public void Start(IProbeSink sink) => Sink = sink;

    public void Send(int attempt)
    {
        if (attempt == 0)
            _answered = false;
        Sends.Enqueue((attempt, time.GetUtcNow() - _began));
        if (Alive)
            Answer();
    }

    public bool AnswersAsks { get; set; } = true;

    /// <summary>How often it was asked beside searches.</summary>
    public int Asks => Volatile.Read(ref _asks);

    /// <summary>What happens when it is.</summary>
    public Action Asked { get; set; } = static () => { };

    public void Ask()
    {
        Interlocked.Increment(ref _asks);
        Asked();
    }

    public void Answer()
    {
        _answered = true;
        Sink!.Found(this);
    }

    public ProbeReport Report() => new(protocol, _answered, $"asked {Sends.Count} times", _answered ? "here" : "nothing", TimeSpan.Zero);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public MappingProtocol Kind => protocol;

    public string Name => "fake";

    public RouterIdentity? Router => null;

    public bool CanMapForOthers => false;

    public bool CanRead => false;

    public ValueTask<GatewayResult<Mapping>> MapAsync(MappingRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<GatewayResult<Done>> UnmapAsync(Mapping mapping, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<GatewayResult<IPAddress>> GetExternalAddressAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<GatewayResult<TableEntry>> ReadAsync(Transport transport, ushort externalPort, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<GatewayResult<IReadOnlyList<TableEntry>>> ListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
