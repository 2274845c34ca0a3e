
namespace Porthole.Agent.Status;

/// <summary>The version of this program.</summary>
internal static class ProductVersion
{
    /// <summary>Three numbers, as in the release's name.</summary>
    public static string Text { get; } = typeof(ProductVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
