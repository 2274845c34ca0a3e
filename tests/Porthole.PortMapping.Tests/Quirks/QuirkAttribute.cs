namespace Porthole.PortMapping.Tests.Quirks;

/// <summary>Marks a test that holds a row of QUIRKS.md: something that a router in the field is known to do.</summary>
/// <param name="row">The row's name in QUIRKS.md.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class QuirkAttribute(string row) : Attribute
{
    public string Row => row;
}
