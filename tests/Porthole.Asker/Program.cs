using System.Diagnostics;
using Porthole.Asker;
using Porthole.PortMapping;

// Usage: porthole-asker PROTOCOLS [IGD-VERSION]
//   PROTOCOLS    any of pcp, nat-pmp, upnp, joined by commas
//   IGD-VERSION  the version of the UPnP service that calls name, 1 or 2, whatever the router's description offers
// Searches the default gateway and prints what it notices, a line each ("! found upnp-igd2 after 3.21 ms"); then answers
// the lines of standard input (see Conversation), until that ends.
var kinds = args[0].Split(',').Select(Conversation.Kind).ToHashSet();
var options = new GatewayOptions { Protocols = kinds, IgdVersion = args.Length > 1 ? int.Parse(args[1]) : null };
if (GatewayLocator.Locate() is not { } gateway)
{
    Console.Error.WriteLine("This machine has no default gateway.");
    return 1;
}

await using var session = new GatewaySession(gateway, options, TimeProvider.System);
var conversation = new Conversation(session, Stopwatch.GetTimestamp());
session.Start();
await conversation.RunAsync();
return 0;
