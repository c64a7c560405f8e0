// Product names of GPUs.
#include "pricing/gpu_models.h"

#include <gtest/gtest.h>

namespace prorata::pricing {
namespace {

TEST(GpuModels, AreFoundInProductNames) {
  for (const char* product : {"NVIDIA-A100-SXM4-80GB", "nvidia-a100-80gb", "A100 80 GB", "NVIDIA-A100-80GB-PCIe-SHARED",
                              "NVIDIA-A100-SXM4-80GB-MIG-1g.10gb"}) {
    EXPECT_TRUE(has_words(product, "a100-80gb")) << product;
    EXPECT_TRUE(has_words(product, "A100")) << product;
    EXPECT_FALSE(has_words(product, "a100-40gb")) << product;
    EXPECT_FALSE(has_words(product, "a10")) << product;
  }
  EXPECT_TRUE(has_words("Tesla-T4", "t4"));
  EXPECT_TRUE(has_words("NVIDIA-H100-80GB-HBM3", "H100 80"));
  EXPECT_FALSE(has_words("NVIDIA-L40S", "L4"));
  EXPECT_FALSE(has_words("NVIDIA-A10G", "A10"));
  EXPECT_FALSE(has_words("", "t4"));
  EXPECT_FALSE(has_words("Tesla-T4", "")) << "no word is no model";
  EXPECT_FALSE(has_words("Tesla-T4", "--"));
}

TEST(GpuModels, HaveAPriceThatNoneOfThemReaches) {
  EXPECT_EQ(most_of_gpu("Tesla-T4"), 0.9);
  EXPECT_EQ(most_of_gpu("nvidia-l4"), 1.4);
  EXPECT_EQ(most_of_gpu("NVIDIA-A10G"), 1.8);
  EXPECT_EQ(most_of_gpu("NVIDIA-A10"), 1.8);
  EXPECT_EQ(most_of_gpu("Tesla-V100-SXM2-16GB"), 4.5);
  EXPECT_EQ(most_of_gpu("NVIDIA-A100-SXM4-40GB"), 5);
  EXPECT_EQ(most_of_gpu("NVIDIA-A100-SXM4-80GB"), 7);
  EXPECT_EQ(most_of_gpu("NVIDIA-H100-80GB-HBM3"), 14);
  EXPECT_EQ(most_of_gpu("NVIDIA-H200"), 16);
  EXPECT_EQ(most_of_gpu("NVIDIA-B200"), 20);
  EXPECT_EQ(most_of_gpu(""), 20);
}

}  // namespace
}  // namespace prorata::pricing
