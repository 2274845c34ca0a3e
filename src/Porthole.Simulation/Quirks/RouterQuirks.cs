namespace Porthole.Simulation;

/// <summary>
/// Ready-made quirks, each met in a real router. Where a thread or a client's source tells of it, it is named as
/// <c>owner/repo#number</c>.
/// </summary>
/// <example><code>router.Quirks.Add(RouterQuirks.ChunkedReplies, RouterQuirks.Fault("AddPortMapping", 725));</code></example>
public static partial class RouterQuirks
{
    private const string Add = "AddPortMapping";
    private const string AddAny = "AddAnyPortMapping";
    private const string Generic = "GetGenericPortMappingEntry";
}
