namespace Porthole.Agent.Tests.Support;

/// <summary>Where the sources lie that this test program was built from.</summary>
internal static class Checkout
{
    /// <summary>The folder of Agent.sln: found upwards, because the compiler's own word for a source's path is mapped away where CI is true.</summary>
    public static string Folder { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Agent.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No Agent.sln above {AppContext.BaseDirectory}.");
    }
}
