using System.Net;

namespace Porthole.PortMapping.Discovery;

/// <summary>
/// One protocol's part in a gateway session: sends its part of every burst, listens for answers and
/// announcements, and tells its <see cref="IProbeSink"/> what it hears. The session owns the schedule.
/// </summary>
internal interface IProtocolProbe : IAsyncDisposable
{
    MappingProtocol Protocol { get; }

    /// <summary>Opens sockets and starts to listen. Never throws for what the network does; failures end up in the report.</summary>
    void Start(IProbeSink sink);

    /// <summary>Sends everything this protocol has for a burst; <paramref name="attempt"/> counts from 0 within one search.</summary>
    void Send(int attempt);

    /// <summary>Sends the one burst of a look in an idle network, which has to be sparing.</summary>
    void Look() => Send(0);

    /// <summary>Sends the one packet whose answer shows whether the gateway is still the one it was; no part of a search. Does nothing where the protocol has none.</summary>
    void Ask()
    {
    }

    /// <summary>Whether a gateway that answered a search is known to answer what <see cref="Ask"/> sends.</summary>
    bool AnswersAsks => true;

    /// <summary>What was tried and what came back since the search began.</summary>
    ProbeReport Report();

    /// <summary>The description found last, which a session remembers for the next run; UPnP only.</summary>
    Uri? DescriptionUrl => null;
}

/// <summary>What a probe tells its session; safe to call from any thread.</summary>
internal interface IProbeSink
{
    void Found(IGatewayProtocol protocol);

    void Lost(MappingProtocol protocol, string evidence, bool saidGoodbye = false);

    void Restarted(string evidence);

    void Announced(string evidence);

    /// <summary>The table has fewer entries than this program holds.</summary>
    void MappingsLost(string evidence);

    void ExternalAddress(IPAddress? address);

    /// <summary>Events of the gateway did not arrive; what they told is to be read.</summary>
    void EventsMissed(string evidence);

    void Stranger(IPAddress address, string evidence);

    /// <summary>The gateway answered something, whatever it was.</summary>
    void Answered();

    /// <summary>The gateway spoke unasked, and was heard: by announcement or by event.</summary>
    void Spoke();

    /// <summary>The gateway is due to speak unasked now, as after a subscription to its events.</summary>
    void DueToSpeak();
}
