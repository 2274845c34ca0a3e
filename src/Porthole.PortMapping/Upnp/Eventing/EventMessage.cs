namespace Porthole.PortMapping.Upnp.Eventing;

/// <summary>One event message (UPnP Device Architecture 1.1, 4.3.2).</summary>
/// <param name="Sid">The subscription that it belongs to; empty where the router does not say.</param>
/// <param name="Number">Its place among the subscription's messages (SEQ); null where the router does not say, or says no number.</param>
/// <param name="Properties">What it tells.</param>
internal sealed record EventMessage(string Sid, uint? Number, EventProperties Properties);
