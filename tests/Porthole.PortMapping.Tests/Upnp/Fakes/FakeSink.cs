using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping.Tests.Upnp.Fakes;

/// <summary>Keeps what a probe tells.</summary>
internal sealed class FakeSink : IProbeSink
{
    // Only a broken test waits so long.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Channel<IGatewayProtocol> _found = Channel.CreateUnbounded<IGatewayProtocol>();

    public ChannelReader<IGatewayProtocol> Found => _found.Reader;

    public ConcurrentQueue<(IPAddress Address, string Evidence)> Strangers { get; } = [];

    public ConcurrentQueue<string> LostOnes { get; } = [];

    public ConcurrentQueue<string> Restarts { get; } = [];

    public ConcurrentQueue<string> Announcements { get; } = [];

    public ConcurrentQueue<IPAddress?> Addresses { get; } = [];

    public Task<IGatewayProtocol> NextAsync() => _found.Reader.ReadAsync().AsTask().WaitAsync(Longest);

    void IProbeSink.Found(IGatewayProtocol protocol) => _found.Writer.TryWrite(protocol);

    public void Lost(MappingProtocol protocol, string evidence, bool saidGoodbye = false) => LostOnes.Enqueue(saidGoodbye ? $"goodbye: {evidence}" : evidence);

    public void Restarted(string evidence) => Restarts.Enqueue(evidence);

    public void Announced(string evidence) => Announcements.Enqueue(evidence);

    public void MappingsLost(string evidence) => Losses.Enqueue(evidence);

    public void ExternalAddress(IPAddress? address) => Addresses.Enqueue(address);

    public ConcurrentQueue<string> Losses { get; } = [];

    public ConcurrentQueue<string> Missed { get; } = [];

    public void EventsMissed(string evidence) => Missed.Enqueue(evidence);

    public void Stranger(IPAddress address, string evidence) => Strangers.Enqueue((address, evidence));

    /// <summary>What the probe told of the gateway's voice: that it answered, spoke, or was due to.</summary>
    public ConcurrentQueue<string> Voice { get; } = new();

    public void Answered() => Voice.Enqueue("answered");

    public void Spoke() => Voice.Enqueue("spoke");

    public void DueToSpeak() => Voice.Enqueue("due");
}
