using System.Net;
using Porthole.Agent.Status;

namespace Porthole.Agent.Diagnosis.Routers;

/// <summary>Words remedies for the router that is there.</summary>
internal static class RouterAdvice
{
    public static RouterMenu? MenuOf(StatusSnapshot snapshot) => RouterGuess.For(snapshot.Router, snapshot.Gateway?.Mac, snapshot.RouterBanner);

    /// <summary>How UPnP is switched on.</summary>
    public static string SwitchOn(RouterMenu? menu, IPAddress gateway) => menu switch
    {
        { Upnp: { } path } => $"Switch UPnP on in the router ({menu.Name}): open {Page(menu, gateway)} and look {path}. Porthole notices by itself.",
        { } => $"Switch UPnP on if the router has it ({menu.Name}): open {Page(menu, gateway)} and look for \"UPnP\". Porthole notices by itself.",
        null => $"Switch UPnP on in the router: open http://{gateway}/ and look under Advanced, NAT, or Network for \"UPnP\". Porthole notices by itself.",
    };

    /// <summary>How a router that answers is made to let this PC open ports.</summary>
    public static string Permit(RouterMenu? menu, IPAddress gateway) => menu is { Upnp: { } path }
        ? $"Allow this PC to open ports in the router ({menu.Name}): open {Page(menu, gateway)} and look {path}, for rules or permissions."
        : $"Look in the router's UPnP menu (http://{gateway}/) for rules or permissions, and allow this PC to open ports.";

    /// <summary>Where a rule is entered by hand.</summary>
    public static string RuleMenu(RouterMenu? menu) => menu is { Rule: { } path }
        ? $"in the router ({menu.Name}{(menu.Admin is null ? "" : $", {menu.Admin}")}), {path}"
        : "in the router's menu for port forwarding (also called virtual server)";

    /// <summary>What else an owner of this router must know: one line or none.</summary>
    public static IEnumerable<string> Notes(RouterMenu? menu) => menu is { Note.Length: > 0 } ? [menu.Note] : [];

    private static string Page(RouterMenu menu, IPAddress gateway) => menu.Admin ?? $"http://{gateway}/";
}
