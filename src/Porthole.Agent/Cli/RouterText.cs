using Porthole.Agent.Status;

namespace Porthole.Agent.Cli;

/// <summary>The router and its table as plain text for people.</summary>
internal static class RouterText
{
    public static void Write(RouterDocument router, TextWriter output)
    {
        NetworkLines.Write(router.Network, output);
        if (!router.Readable)
        {
            output.WriteLine($"The table cannot be read. {router.Obstacle}");
            return;
        }

        if (router.Mappings.IsEmpty)
        {
            output.WriteLine("Nothing is open on the router by UPnP, NAT-PMP or PCP.");
            return;
        }

        TextTable.Write(
            ["OUTSIDE", "LEADS TO", "LEFT", "WHOSE", "DESCRIPTION"],
            router.Mappings.Select(mapping => new[]
            {
                $"{mapping.Protocol} {mapping.ExternalPort}",
                mapping.Internal,
                mapping.LeaseSeconds is { } seconds ? TimeSpan.FromSeconds(seconds).ToString() : "-",
                Whose(mapping),
                Description(mapping),
            }),
            output);
    }

    // Porthole's own says no more than the column beside it.
    private static string Description(RouterMapping mapping) =>
        ((mapping.Owner == MappingOwner.Porthole ? "" : mapping.Description) + (mapping.Enabled ? "" : " (not in force)")).TrimStart();

    private static string Whose(RouterMapping mapping) => mapping.Owner switch
    {
        MappingOwner.Porthole => mapping.Forward is null ? "Porthole, left by a former run" : $"Porthole: {mapping.Forward}",

        // Written by an agent of which nothing is known here: on another PC, or of another installation.
        _ when mapping.Description.StartsWith(MappingOwners.Mark, StringComparison.Ordinal) => "another Porthole",
        MappingOwner.Device => $"{mapping.Device}, by itself",
        MappingOwner.ThisPc => "this PC, another program",
        _ => "not Porthole's",
    };
}
