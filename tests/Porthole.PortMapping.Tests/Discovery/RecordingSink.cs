using System.Collections.Concurrent;
using System.Net;
using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping.Tests.Discovery;

/// <summary>Notes what a probe tells its session.</summary>
internal sealed class RecordingSink : IProbeSink
{
    public ConcurrentQueue<IGatewayProtocol> FoundProtocols { get; } = new();

    public ConcurrentQueue<string> Restarts { get; } = new();

    public ConcurrentQueue<string> Announcements { get; } = new();

    public ConcurrentQueue<IPAddress?> Addresses { get; } = new();

    public ConcurrentQueue<IPAddress> Strangers { get; } = new();

    public ConcurrentQueue<string> Losses { get; } = new();

    public ConcurrentQueue<MappingProtocol> LostProtocols { get; } = new();

    public void Found(IGatewayProtocol protocol) => FoundProtocols.Enqueue(protocol);

    public void Lost(MappingProtocol protocol, string evidence, bool saidGoodbye = false) => LostProtocols.Enqueue(protocol);

    public void Restarted(string evidence) => Restarts.Enqueue(evidence);

    public void Announced(string evidence) => Announcements.Enqueue(evidence);

    public void MappingsLost(string evidence) => Losses.Enqueue(evidence);

    public void ExternalAddress(IPAddress? address) => Addresses.Enqueue(address);

    public ConcurrentQueue<string> Missed { get; } = new();

    public void EventsMissed(string evidence) => Missed.Enqueue(evidence);

    public void Stranger(IPAddress address, string evidence) => Strangers.Enqueue(address);

    /// <summary>What the probe told of the gateway's voice: that it answered, spoke, or was due to.</summary>
    public ConcurrentQueue<string> Voice { get; } = new();

    public void Answered() => Voice.Enqueue("answered");

    public void Spoke() => Voice.Enqueue("spoke");

    public void DueToSpeak() => Voice.Enqueue("due");
}
