using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <summary>One rung of the ladder: a route, and the protocol that asks for it (none for relay-only).</summary>
internal sealed record Rung(Route Route, MappingProtocol? Protocol);
